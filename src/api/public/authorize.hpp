// Where merchants authorise the platform with their browser: /authorize and what follows it.
#pragma once

#include <string>
#include <vector>

#include "api/public/authorize_pages.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "http/router.hpp"
#include "platform/authorization_desk.hpp"

namespace api {

// GET /authorize (the page), /authorize/start (to WeChat), /authorize/callback (back from there),
// /authorize/result (while it takes longer), /authorize/style.css. Every answer but the last is a page for a
// person, in Chinese or English: `lang`, else the language it began in, else Accept-Language. A cookie tells
// whether the browser that comes back is the one that went: to another one no account is named.
class AuthorizeSite {
 public:
  // All must outlive it.
  AuthorizeSite(platform::AuthorizationDesk& desk, const base::Clock& clock, base::Log& log);

  std::vector<http::Route> routes();

 private:
  base::Awaitable<http::Response> welcome(const http::Request& request);
  base::Awaitable<http::Response> start(const http::Request& request);
  base::Awaitable<http::Response> callback(const http::Request& request);
  base::Awaitable<http::Response> result(const http::Request& request);
  // `ours`: the browser is the one that began.
  base::Awaitable<http::Response> fate_of(PageHead head, std::string address, std::string hash, int looked,
                                          bool ours, std::string request_id);

  platform::AuthorizationDesk& desk_;
  const base::Clock& clock_;
  base::Log& log_;
};

}  // namespace api
