#include "platform/component_calls.hpp"

namespace platform {
namespace {

// What the provider has to look at; empty when waiting is all there is to do.
std::string_view advice(std::int64_t errcode) {
  switch (errcode) {
    case 40013:
    case 41002:
    case 61011:
      return "WeChat does not know the configured component_appid";
    case 40125:
    case 41004:
      return "WeChat refuses the configured component app secret";
    case 61005:
      return "WeChat says that the component_verify_ticket is expired";
    case 61006:
      return "WeChat refuses the component_verify_ticket";
    default:
      return {};
  }
}

}  // namespace

tokens::Refusal component_refusal(std::int64_t errcode, std::string_view errmsg, std::string_view rid) {
  tokens::Refusal refusal = tokens::refusal_of(errcode, errmsg, rid);
  const bool shared = refusal.verdict == tokens::Verdict::minute_quota ||
                      refusal.verdict == tokens::Verdict::day_quota ||
                      refusal.verdict == tokens::Verdict::address_refused;
  if (shared) return refusal;
  // The other meanings of these numbers are those of calls for a merchant.
  refusal.verdict = tokens::Verdict::transient;
  refusal.error.code = base::Code::token_unavailable;
  const std::string_view known = advice(errcode);
  refusal.error.detail = known.empty() ? "WeChat gives the platform no token for now" : known;
  return refusal;
}

}  // namespace platform
