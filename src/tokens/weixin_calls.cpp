#include "tokens/weixin_calls.hpp"

#include <algorithm>
#include <utility>

namespace tokens {
namespace {

constexpr std::chrono::seconds longest_life{30 * 24 * 3600};

}  // namespace

WeixinTokenCalls::WeixinTokenCalls(weixin::Api& api, std::string component_appid)
    : api_(api), component_appid_(std::move(component_appid)) {}

base::Awaitable<TokenAnswer> WeixinTokenCalls::authorizer_token(const base::Secret& component_token,
                                                                std::string_view authorizer_appid,
                                                                const base::Secret& refresh,
                                                                base::Deadline deadline) {
  auto answer =
      co_await api_.authorizer_token(component_token, component_appid_, authorizer_appid, refresh, deadline);
  if (answer.call.stale) {
    answer = co_await api_.authorizer_token(component_token, component_appid_, authorizer_appid, refresh,
                                            deadline);
  }
  if (!answer.call.succeeded()) co_return std::unexpected(refusal_of(answer.call));
  co_return NewTokens{std::move(answer.access), std::move(answer.refresh), bounded_life(answer.expires_in)};
}

base::Awaitable<RefreshAnswer> WeixinTokenCalls::refresh_token(const base::Secret& component_token,
                                                               std::string_view authorizer_appid,
                                                               base::Deadline deadline) {
  auto answer = co_await api_.authorizer_info(component_token, component_appid_, authorizer_appid, deadline);
  if (answer.call.stale) {
    answer = co_await api_.authorizer_info(component_token, component_appid_, authorizer_appid, deadline);
  }
  if (!answer.call.succeeded()) co_return std::unexpected(refusal_of(answer.call));
  co_return std::move(answer.info.refresh);
}

base::Awaitable<PageAnswer> WeixinTokenCalls::refresh_tokens(const base::Secret& component_token,
                                                             std::uint64_t offset, base::Deadline deadline) {
  auto answer =
      co_await api_.authorizer_list(component_token, component_appid_, offset, longest_page, deadline);
  if (answer.call.stale) {
    answer = co_await api_.authorizer_list(component_token, component_appid_, offset, longest_page, deadline);
  }
  if (!answer.call.succeeded()) co_return std::unexpected(refusal_of(answer.call));
  ListPage page{answer.total, {}};
  page.merchants.reserve(answer.list.size());
  for (weixin::ListedAuthorizer& listed : answer.list) {
    page.merchants.push_back({std::move(listed.appid), std::move(listed.refresh)});
  }
  co_return page;
}

Refusal refusal_of(const weixin::Call& call) {
  if (call.answered() && call.errcode) return refusal_of(*call.errcode, call.errmsg, call.rid);
  return no_answer({call.code, "", call.failure});
}

std::chrono::seconds bounded_life(std::chrono::seconds expires_in) {
  return std::min(expires_in, longest_life);
}

}  // namespace tokens
