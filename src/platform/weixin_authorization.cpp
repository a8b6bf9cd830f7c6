#include "platform/weixin_authorization.hpp"

#include <utility>

#include "tokens/weixin_calls.hpp"

namespace platform {

WeixinAuthorizationCalls::WeixinAuthorizationCalls(weixin::Api& api, std::string component_appid)
    : api_(api), component_appid_(std::move(component_appid)) {}

base::Awaitable<AuthorizationAnswer> WeixinAuthorizationCalls::exchange(const base::Secret& component_token,
                                                                        const base::Secret& code,
                                                                        base::Deadline deadline) {
  auto answer = co_await api_.query_auth(component_token, component_appid_, code, deadline);
  if (!answer.call.succeeded()) co_return std::unexpected(tokens::refusal_of(answer.call));
  Authorization authorization;
  authorization.appid = std::move(answer.appid);
  authorization.access = std::move(answer.access);
  authorization.refresh = std::move(answer.refresh);
  authorization.expires_in = tokens::bounded_life(answer.expires_in);
  authorization.permission_sets = std::move(answer.permission_sets);
  co_return authorization;
}

base::Awaitable<PreAuthAnswer> WeixinAuthorizationCalls::pre_auth_code(const base::Secret& component_token,
                                                                       base::Deadline deadline) {
  auto answer = co_await api_.create_preauthcode(component_token, component_appid_, deadline);
  if (answer.call.stale)
    answer = co_await api_.create_preauthcode(component_token, component_appid_, deadline);
  if (!answer.call.succeeded()) co_return std::unexpected(tokens::refusal_of(answer.call));
  co_return std::move(answer.code);
}

}  // namespace platform
