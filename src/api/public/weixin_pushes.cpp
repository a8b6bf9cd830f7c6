#include "api/public/weixin_pushes.hpp"

#include <string>

#include "http/message.hpp"

namespace api {
namespace {

constexpr std::size_t longest_event = 16 * 1024;
constexpr std::size_t longest_message = 64 * 1024;  // a follower's text, with its markup

// The parameters of a push; the views in `push` are theirs.
struct Parameters {
  explicit Parameters(const http::Request& request)
      : timestamp(value(request, "timestamp")),
        nonce(value(request, "nonce")),
        signature(value(request, "msg_signature")),
        push{timestamp, nonce, signature, request.body, request.query, request.header("Content-Type")} {}

  static std::string value(const http::Request& request, std::string_view name) {
    return http::query_parameter(request.query, name).value_or("");
  }

  const std::string timestamp;
  const std::string nonce;
  const std::string signature;
  const platform::Push push;
};

int push_status(base::Code code) {
  if (code == base::Code::request_malformed) return 400;
  if (code == base::Code::crypto_failed || code == base::Code::conflict) return 403;
  return 503;
}

http::Response plain(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  return response;
}

}  // namespace

WeixinPushes::WeixinPushes(platform::PushDesk& desk, base::Log& log) : desk_(desk), log_(log) {}

std::vector<http::Route> WeixinPushes::routes() {
  return {
      {http::Method::post, "/weixin/events", longest_event,
       [this](const http::Request& r) { return event(r); }},
      {http::Method::post, "/weixin/messages/{appid}", longest_message,
       [this](const http::Request& r) { return message(r); }},
  };
}

base::Awaitable<http::Response> WeixinPushes::event(const http::Request& request) {
  const Parameters parameters(request);
  auto done = co_await desk_.receive_event(parameters.push);
  if (!done) co_return refusal(done.error(), request);
  co_return plain(200, "success");
}

base::Awaitable<http::Response> WeixinPushes::message(const http::Request& request) {
  const Parameters parameters(request);
  auto answer = co_await desk_.receive_message(parameters.push, request.parameters.front());
  if (!answer) co_return refusal(answer.error(), request);
  auto response = plain(200, std::move(*answer));
  if (response.body.starts_with('<')) response.content_type = "text/xml; charset=utf-8";
  co_return response;
}

http::Response WeixinPushes::refusal(const base::Error& error, const http::Request& request) const {
  log_.warn("push_refused", {{"client", request.client.to_string()},
                             {"request_id", request.id},
                             {"code", base::name(error.code)},
                             {"why", error.detail}});
  auto response = plain(push_status(error.code), error.detail);
  response.code = base::name(error.code);
  return response;
}

}  // namespace api
