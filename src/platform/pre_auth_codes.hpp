// Pre-auth codes: one is fetched for each try of a merchant to authorise.
#pragma once

#include <chrono>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "platform/authorization_calls.hpp"
#include "tokens/token_calls.hpp"

namespace platform {

struct PreAuthLimits {
  int at_once = 16;
  int a_minute = 120;  // WeChat counts these calls: a stranger must not use them up
};

// Lives on the control loop; fetch() may be called from any loop.
class PreAuthCodes {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  PreAuthCodes(boost::asio::io_context& loop, PreAuthLimits limits, AuthorizationCalls& calls,
               tokens::ComponentTokens& component, const base::Clock& clock, base::Log& log);
  ~PreAuthCodes();

  // Code::overloaded beyond the limits; Code::deadline_passed; what a component token or the call may fail
  // with.
  base::Awaitable<base::Result<base::Secret>> fetch(base::Deadline deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
