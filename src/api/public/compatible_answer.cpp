#include "api/public/compatible_answer.hpp"

#include <string>

#include "api/problem.hpp"
#include "api/public/compatible_refusal.hpp"

namespace api {
namespace {

using base::Code;

// Refusals of the provider's token or address. To the caller they would look like refusals of its own.
bool about_provider(Code code) {
  return code == Code::provider_address_not_allowed || code == Code::token_unavailable ||
         code == Code::merchant_needs_reauthorization;
}

bool passes_through(const query::Answer& answer) {
  if (!answer.code) return true;
  return answer.from_weixin && !answer.body.empty() && !about_provider(*answer.code);
}

http::Response passed(const query::Answer& answer) {
  http::Response response;
  response.content_type = compatible_content_type;
  response.body = answer.body;
  response.headers = {{"Cache-Control", "no-store"}};
  if (answer.code) response.code = base::name(*answer.code);
  if (answer.errcode.value_or(0) != 0) {
    response.headers.emplace_back("X-Error-Source", "weixin");
  }
  if (answer.code) {
    if (const auto wait = seconds_to_wait(problem_kind(*answer.code), answer.retry_after)) {
      response.headers.emplace_back("Retry-After", std::to_string(*wait));
    }
  }
  return response;
}

http::Response compatible_refused(const query::Answer& answer, std::string_view request_id,
                                  Language language) {
  if (answer.empty_body) return render(refusal_of(Situation::body_empty, language), request_id);
  const std::string_view detail = language == Language::zh ? answer.detail_zh : answer.detail;
  return render(refusal_of(*answer.code, detail, language), request_id, answer.retry_after);
}

}  // namespace

http::Response render_compatible(const query::Answer& answer, std::string_view request_id,
                                 Language language) {
  auto response = passes_through(answer) ? passed(answer) : compatible_refused(answer, request_id, language);
  if (answer.record) response.headers.emplace_back("X-Audit-Id", answer.record->text());
  return response;
}

}  // namespace api
