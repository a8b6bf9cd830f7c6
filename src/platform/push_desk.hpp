// Takes in what WeChat pushes to the platform's two URLs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "tenancy/merchant.hpp"
#include "weixin/message_crypto.hpp"

namespace weixin {
struct PushEvent;
}

namespace platform {

class Relay;

// A push as it came. The views must live until receive() has ended.
struct Push {
  std::string_view timestamp;
  std::string_view nonce;
  std::string_view signature;  // msg_signature
  std::string_view body;       // the outer XML
  std::string_view query;      // of the request, whole: what a relay forwards
  std::string_view content_type;
};

struct PushDeskOptions {
  std::string instance;                       // names this process in the log's lines
  std::chrono::milliseconds database{3'000};  // WeChat gives up after 5 s
  // Called, on any thread, with a merchant of whom a push leaves open whether it authorises the platform.
  std::function<void(std::shared_ptr<const tenancy::Merchant>)> on_doubt{};
  std::chrono::seconds oldest{0};  // of `timestamp`; 0: any. A push sent again may keep the old one
};

// May be called from any loop; shares nothing mutable but what is thread-safe.
class PushDesk {
 public:
  // `on_code` is called, on any thread, when a new authorisation code is durable. What is given by reference
  // must outlive every call.
  PushDesk(PushDeskOptions options, weixin::MessageCrypto messages, const crypto::KeyRing& keys,
           db::Executor& database, std::function<void()> on_code, const base::Clock& clock,
           base::Random& random, base::Metrics& metrics, base::Log& log);

  // An authorisation event: success only once what it says is durable. Code::crypto_failed: not signed by
  // WeChat, too old, or not to be opened; Code::conflict: for another platform; Code::request_malformed;
  // whatever the database says.
  base::Awaitable<base::Result<>> receive_event(Push push);
  // A message or event of a follower of the account `appid`; gives the body of the answer: `success`, or an
  // encrypted reply. A relay that takes messages answers it; else only those of the publish check's accounts
  // are looked into.
  base::Awaitable<base::Result<std::string>> receive_message(Push push, std::string_view appid);

  // Told of a code that the publish check wants exchanged, and of the follower to answer, on any thread. Set
  // before the first push.
  using OnCheck = std::function<void(base::Secret code, std::string openid)>;
  void on_publish_check(OnCheck tell) { on_check_ = std::move(tell); }
  // Where verified pushes are forwarded; null: nowhere. Set before the first push.
  void relay_to(Relay* relay) { relay_ = relay; }

 private:
  base::Result<weixin::MessageCrypto::Opened> open(const Push& push) const;
  std::string answer_check(const Push& push, const weixin::MessageCrypto::Opened& opened) const;
  base::Awaitable<base::Result<>> act(const weixin::PushEvent& event);
  base::Awaitable<base::Result<>> store_ticket(const weixin::PushEvent& event);
  base::Awaitable<base::Result<>> store_code(const weixin::PushEvent& event);
  base::Awaitable<base::Result<>> store_departure(const weixin::PushEvent& event);
  void count(std::string_view kind, std::string_view result) const;

  const PushDeskOptions options_;
  const weixin::MessageCrypto messages_;
  const crypto::KeyRing& keys_;
  db::Executor& database_;
  const std::function<void()> on_code_;
  OnCheck on_check_;
  Relay* relay_ = nullptr;
  const base::Clock& clock_;
  base::Random& random_;
  base::Metrics& metrics_;
  base::Log& log_;
};

}  // namespace platform
