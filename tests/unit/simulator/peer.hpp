// A platform that takes pushes and answers as a test tells it to, on the harness's loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "harness.hpp"
#include "http/server.hpp"
#include "weixin/message_crypto.hpp"
#include "weixin/push.hpp"

namespace harness {

inline constexpr std::string_view encoding_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
inline constexpr std::string_view older_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Taken {
  std::string path;
  std::string message;  // opened; empty when it could not be
  std::string problem;
  bool previous_key = false;
  bool is_signed = false;
};

class Peer : public Harness {
 public:
  std::vector<Taken> taken;
  int status = 200;
  // What the platform answers to a message; "success" unless a test says otherwise.
  std::function<std::string(const Taken&)> reply = [](const Taken&) { return std::string("success"); };

  weixin::MessageCrypto crypto{"wx134c8103faa5a59e", base::Secret("simtoken"),
                               *weixin::EncodingKey::parse(base::Secret(encoding_key)),
                               *weixin::EncodingKey::parse(base::Secret(older_key))};

  explicit Peer(bool with_urls = true) {
    REQUIRE(server.start());
    url = "http://127.0.0.1:" + std::to_string(server.port());
    set({{"ticket_push_s", 0}});
    if (!with_urls) return;
    configure({{"event_url", url + "/events"},
               {"message_url", url + "/messages/$APPID$"},
               {"push_token", "simtoken"},
               {"encoding_aes_key", encoding_key},
               {"previous_encoding_aes_key", older_key}});
  }
  ~Peer() {
    courier.close();
    server.drain(std::chrono::milliseconds(0), [] {});
    loop.restart();
    loop.run_for(std::chrono::seconds(5));
  }

  json configure(const json& members) { return control(http::Method::post, "component", members); }
  json push(const json& members) { return control(http::Method::post, "push", members); }
  json pushes() { return control(http::Method::get, "pushes"); }
  void push_due_ticket() { support::run(loop, courier.push_due_ticket()); }
  weixin::PushEvent event(std::size_t index) { return *weixin::read_push_event(taken.at(index).message); }

  std::string url;

 private:
  base::Awaitable<http::Response> take(const http::Request& request) {
    const auto part = [&](std::string_view name) {
      return http::query_parameter(request.query, name).value_or("");
    };
    Taken push{.path = std::string(request.path), .message = {}, .problem = {}};
    const auto encrypted = weixin::read_push_envelope(request.body).value_or("");
    push.is_signed = crypto.is_signed(part("msg_signature"), part("timestamp"), part("nonce"), encrypted);
    if (auto opened = crypto.open(encrypted)) {
      push.message = opened->message;
      push.previous_key = opened->previous_key;
    } else {
      push.problem = opened.error().cause.empty() ? opened.error().detail : opened.error().cause;
    }
    taken.push_back(push);
    http::Response response;
    response.status = status;
    response.body = reply(push);
    co_return response;
  }

  static http::ServerOptions options() {
    http::ServerOptions options;
    options.name = "platform";
    options.address = "127.0.0.1";
    return options;
  }

  base::Log log_{base::LogLevel::error, base::LogFormat::text};
  http::Router peer_router_{
      {{http::Method::post, "/events", 1 << 20, [this](const auto& r) { return take(r); }},
       {http::Method::post, "/messages/{appid}", 1 << 20, [this](const auto& r) { return take(r); }}},
      [](const http::FailedRequest&) { return http::Response(); }};

 public:
  http::Server server{loop, options(), peer_router_, nullptr, system_clock, random, log_};
};

}  // namespace harness
