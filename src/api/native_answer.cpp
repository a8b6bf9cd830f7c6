#include "api/native_answer.hpp"

#include "api/problem.hpp"
#include "base/json_writer.hpp"

namespace api {
namespace {

void write(base::JsonMembers& out, std::string_view name, const std::optional<std::string>& value) {
  if (value) out.text(name, *value);
}

template <std::integral T>
void write(base::JsonMembers& out, std::string_view name, const std::optional<T>& value) {
  if (value) out.number(name, *value);
}

std::string active_body(const query::Answer& answer) {
  std::string out = "{";
  out.reserve(answer.body.size() + 64);
  base::JsonMembers members(out);
  members.boolean("active", true);
  if (const auto& active = answer.active) {
    write(members, "code", active->code);
    write(members, "application_id", active->application_id);
    write(members, "isv_application_id", active->isv_application_id);
    write(members, "activity_name", active->activity_name);
    write(members, "product_brand", active->product_brand);
    write(members, "product_title", active->product_title);
    write(members, "product_code", active->product_code);
    write(members, "wxa_appid", active->wxa_appid);
    write(members, "wxa_path", active->wxa_path);
    write(members, "wxa_type", active->wxa_type);
    write(members, "code_start", active->code_start);
    write(members, "code_end", active->code_end);
    if (!active->extra.empty()) members.raw("extra", active->extra);
  }
  return out + "}";
}

std::string inactive_body(const query::Answer& answer) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.boolean("active", false);
  write(members, "errcode", answer.errcode);
  members.text_unless_empty("rid", answer.rid);
  return out + "}";
}

http::Response answered(const query::Answer& answer) {
  http::Response response;
  response.content_type = "application/json";
  response.body = answer.outcome == audit::Outcome::active ? active_body(answer) : inactive_body(answer);
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

Called called(query::Asked asked) {
  switch (asked) {
    case query::Asked::no:
      return Called::no;
    case query::Asked::yes:
      return Called::yes;
    case query::Asked::unknown:
      return Called::unknown;
  }
  return Called::unknown;
}

http::Response native_refusal(const query::Answer& answer, std::string_view request_id, Language language) {
  return render({.code = *answer.code,
                 .detail = language == Language::zh ? answer.detail_zh : answer.detail,
                 .member = answer.member,
                 .from_weixin = answer.from_weixin,
                 .upstream_called = called(answer.asked),
                 .errcode = answer.errcode,
                 .rid = answer.rid,
                 .retry_after = answer.retry_after,
                 .request_id = request_id,
                 .language = language});
}

}  // namespace

http::Response render_answer(const query::Answer& answer, std::string_view request_id, Language language) {
  auto response = answer.code ? native_refusal(answer, request_id, language) : answered(answer);
  if (answer.record) response.headers.emplace_back("X-Audit-Id", answer.record->text());
  return response;
}

}  // namespace api
