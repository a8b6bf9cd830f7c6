#include "api/console/console_answer.hpp"

#include <utility>

#include "api/failure_status.hpp"
#include "api/problem.hpp"

namespace api {
namespace {

using base::Code;

Code told_code(Code code) {
  switch (code) {
    case Code::invalid_argument:
      return Code::input_invalid;
    case Code::conflict:
    case Code::already_exists:
      return Code::state_conflict;
    case Code::busy:
    case Code::deadline_passed:
    case Code::database_unavailable:
    case Code::database_in_doubt:
      return Code::service_unavailable;
    default:
      return code;
  }
}

bool is_for_people(Code code) {
  return code == Code::invalid_argument || code == Code::conflict || code == Code::already_exists ||
         code == Code::not_found || code == Code::request_malformed;
}

}  // namespace

http::Response console_json(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.headers = {{"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

http::Response console_done() {
  http::Response response;
  response.status = 204;
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

http::Response console_problem(const http::Request& request, const base::Error& error) {
  Problem problem{.code = told_code(error.code),
                  .request_id = request.id,
                  .language = preferred_language(request.header("Accept-Language"))};
  if (is_for_people(error.code)) problem.detail = error.detail;
  if (error.retry_after) problem.retry_after = *error.retry_after;
  return render(problem);
}

http::Response console_problem(const http::Request& request, Code code, std::string detail) {
  return console_problem(request, base::fail(code, std::move(detail)).error());
}

http::Response render_console_failure(const http::FailedRequest& failed) {
  return render({.code = code_of(failed.failure),
                 .status = status_of(failed.failure),
                 .detail = failed.detail,
                 .request_id = failed.request_id,
                 .language = preferred_language(failed.accept_language)});
}

}  // namespace api
