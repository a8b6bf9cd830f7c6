#include "query/attempt.hpp"

#include <algorithm>

namespace query {
namespace {

constexpr std::size_t longest_date = 64;

audit::Sent sent(http::Sent how) {
  switch (how) {
    case http::Sent::no:
      return audit::Sent::no;
    case http::Sent::maybe:
      return audit::Sent::maybe;
    case http::Sent::yes:
      return audit::Sent::yes;
  }
  return audit::Sent::maybe;
}

bool is_fit(std::string_view date) {
  return date.size() <= longest_date &&
         std::ranges::all_of(date, [](char c) { return c >= 0x20 && c < 0x7f; });
}

void redact(std::string& text, std::string_view secret) {
  constexpr std::string_view instead = "[redacted]";
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + instead.size())) {
    text.replace(at, secret.size(), instead);
  }
}

}  // namespace

std::optional<std::int64_t> errcode_of(const weixin::CodeActiveCall& made) {
  return made.call.answered() ? made.call.errcode : std::nullopt;
}

audit::Attempt attempt_of(const weixin::Call& call, std::int64_t generation) {
  audit::Attempt attempt;
  attempt.host = call.host;
  attempt.time = call.started;
  attempt.took = call.took;
  attempt.sent = sent(call.sent);
  attempt.http_status = call.http_status;
  attempt.errcode = call.errcode;
  attempt.rid = call.rid;
  if (is_fit(call.date)) attempt.date = call.date;
  attempt.generation = generation;
  attempt.failure = call.failure;
  return attempt;
}

void redact(weixin::Call& call, const base::Secret& token) {
  if (token.empty()) return;
  for (std::string* text : {&call.body, &call.errmsg, &call.date}) {
    redact(*text, token.reveal());
  }
}

}  // namespace query
