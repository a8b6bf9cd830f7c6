// The URLs to which WeChat pushes (weixin-protocol, sections 1.3 and 2.2).
#pragma once

#include <vector>

#include "base/async.hpp"
#include "base/log.hpp"
#include "http/router.hpp"
#include "platform/push_desk.hpp"

namespace api {

// POST /weixin/events and POST /weixin/messages/{appid}. The answer is exactly `success`, or an error that
// WeChat counts as a failed push (a message may have a reply in place of `success`): 400 not understood, 403
// not signed or not for us, 503 not stored.
class WeixinPushes {
 public:
  // Both must outlive it.
  WeixinPushes(platform::PushDesk& desk, base::Log& log);

  std::vector<http::Route> routes();

 private:
  base::Awaitable<http::Response> event(const http::Request& request);
  base::Awaitable<http::Response> message(const http::Request& request);
  http::Response refusal(const base::Error& error, const http::Request& request) const;

  platform::PushDesk& desk_;
  base::Log& log_;
};

}  // namespace api
