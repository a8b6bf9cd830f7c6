// Answers of the console's API: JSON that nobody keeps, and problems.
#pragma once

#include <string>

#include "base/error.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace api {

http::Response console_json(std::string body, int status = 200);
// 204.
http::Response console_done();

// What a service could not do, as the caller is told: its detail where that is meant for people. What the
// database could not do is service_unavailable.
http::Response console_problem(const http::Request& request, const base::Error& error);
http::Response console_problem(const http::Request& request, base::Code code, std::string detail = {});

// What the console's server refuses by itself.
http::Response render_console_failure(const http::FailedRequest& failed);

}  // namespace api
