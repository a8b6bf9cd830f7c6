#include "tokens/verdict.hpp"

#include <string>
#include <utility>

#include "weixin/errcode.hpp"
#include "weixin/refused_address.hpp"

namespace tokens {
namespace {

base::Code code_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::address_refused:
      return base::Code::provider_address_not_allowed;
    case Verdict::not_authorized:
      return base::Code::merchant_not_authorized;
    case Verdict::gone:
      return base::Code::merchant_needs_reauthorization;
    case Verdict::transient:
    case Verdict::minute_quota:
    case Verdict::day_quota:
    case Verdict::credential_refused:
      return base::Code::token_unavailable;
  }
  return base::Code::token_unavailable;
}

std::string_view detail_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::transient:
      return "WeChat gives no new token for now";
    case Verdict::minute_quota:
      return "WeChat gives no new token in this minute: its minute quota is used up";
    case Verdict::day_quota:
      return "WeChat gives no new token for now: its daily quota is used up";
    case Verdict::credential_refused:
      return "WeChat refuses the platform's component_access_token for now";
    case Verdict::address_refused:
      return "this gateway's address is not on the platform's IP whitelist";
    case Verdict::not_authorized:
      return "the merchant does not authorise the platform";
    case Verdict::gone:
      return "the merchant's authorisation is void: the merchant has to authorise again";
  }
  return "no new token for now";
}

}  // namespace

Verdict verdict_of(std::int64_t errcode) {
  if (weixin::is_refresh_token_failure(errcode)) return Verdict::gone;
  if (weixin::is_address_failure(errcode)) return Verdict::address_refused;
  if (weixin::is_token_failure(errcode)) return Verdict::credential_refused;
  switch (errcode) {
    case 42006:  // component_access_token expired, in code lists only
    case 61014:  // not a component_access_token
      return Verdict::credential_refused;
    case 45011:
      return Verdict::minute_quota;
    case 45009:
      return Verdict::day_quota;
    case 61003:
      return Verdict::not_authorized;
    default:
      return Verdict::transient;
  }
}

Refusal refusal_of(std::int64_t errcode, std::string_view errmsg, std::string_view rid) {
  const Verdict verdict = verdict_of(errcode);
  std::string cause = "errcode " + std::to_string(errcode);
  std::string address = verdict == Verdict::address_refused ? weixin::address_in(errmsg) : "";
  if (!address.empty()) cause.append(" address ").append(address);
  if (!rid.empty()) cause.append(" rid ").append(rid);
  return {verdict, errcode, base::Error{code_of(verdict), std::string(detail_of(verdict)), std::move(cause)},
          std::move(address)};
}

base::Error needs_reauthorization(std::optional<std::int64_t> errcode) {
  return {base::Code::merchant_needs_reauthorization, std::string(detail_of(Verdict::gone)),
          errcode ? "errcode " + std::to_string(*errcode) : ""};
}

Refusal no_answer(const base::Error& error) {
  return {Verdict::transient, std::nullopt,
          base::Error{base::Code::token_unavailable, std::string(detail_of(Verdict::transient)),
                      std::string(base::name(error.code)) + ": " +
                          (error.cause.empty() ? error.detail : error.cause)}};
}

}  // namespace tokens
