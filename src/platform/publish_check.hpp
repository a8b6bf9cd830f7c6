// The messages with which WeChat checks a platform before its publication (weixin-protocol, section 9.1).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "platform/authorization_calls.hpp"
#include "tokens/component_credential.hpp"
#include "weixin/message.hpp"

namespace platform {

// What such a message wants. Both empty: no more than `success`.
struct CheckStep {
  std::string reply;  // a text to reply at once
  base::Secret code;  // an authorisation code to exchange, and to say so by a customer-service message
};
CheckStep check_step(const weixin::Message& message);

// Sends a text as the merchant's customer service.
class CustomerService {
 public:
  virtual ~CustomerService() = default;
  virtual base::Awaitable<base::Result<>> say(const base::Secret& access_token, std::string_view openid,
                                              std::string_view text, base::Deadline deadline) = 0;
};

// Lives on the control loop.
class PublishCheck : public std::enable_shared_from_this<PublishCheck> {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  PublishCheck(boost::asio::io_context& loop, AuthorizationCalls& calls, CustomerService& service,
               tokens::ComponentTokens& component, const base::Clock& clock, base::Log& log);

  // Any thread: exchanges the code and says `<code>_from_api` to the follower. Over a few at a time are
  // dropped: WeChat sends one.
  void answer(base::Secret code, std::string openid);

 private:
  base::Awaitable<base::Result<>> run(base::Secret code, std::string openid);

  boost::asio::any_io_executor loop_;
  AuthorizationCalls& calls_;
  CustomerService& service_;
  tokens::ComponentTokens& component_;
  const base::Clock& clock_;
  base::Log& log_;
  std::size_t running_ = 0;  // on the loop only
};

}  // namespace platform
