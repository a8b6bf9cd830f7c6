#include "platform/weixin_calls.hpp"

#include <utility>

#include "tokens/weixin_calls.hpp"

namespace platform {
namespace {

tenancy::MerchantState merchant_state_of(weixin::AuthorizerInfo info) {
  tenancy::MerchantState state;
  state.nick_name = std::move(info.nick_name);
  state.principal_name = std::move(info.principal_name);
  state.user_name = std::move(info.user_name);
  state.service_type = info.service_type;
  state.verify_type = info.verify_type;
  state.account_status = info.account_status;
  state.mini_program = info.mini_program;
  state.permission_sets = std::move(info.permission_sets);
  return state;
}

}  // namespace

WeixinComponentCalls::WeixinComponentCalls(weixin::Api& api) : api_(api) {}

base::Awaitable<tokens::TokenAnswer> WeixinComponentCalls::component_token(const ComponentIdentity& identity,
                                                                           const base::Secret& ticket,
                                                                           base::Deadline deadline) {
  auto answer = co_await api_.component_token(identity.appid, identity.secret, ticket, deadline);
  if (answer.call.stale) {
    answer = co_await api_.component_token(identity.appid, identity.secret, ticket, deadline);
  }
  const weixin::Call& call = answer.call;
  if (call.succeeded()) {
    co_return tokens::NewTokens{std::move(answer.token), base::Secret(),
                                tokens::bounded_life(answer.expires_in)};
  }
  if (!call.answered() || !call.errcode) co_return std::unexpected(tokens::refusal_of(call));
  co_return std::unexpected(component_refusal(*call.errcode, call.errmsg, call.rid));
}

WeixinTicketCalls::WeixinTicketCalls(weixin::Api& api, ComponentIdentity identity)
    : api_(api), identity_(std::move(identity)) {}

base::Awaitable<std::expected<std::string, tokens::Refusal>> WeixinTicketCalls::start_push(
    base::Deadline deadline) {
  auto call = co_await api_.start_push_ticket(identity_.appid, identity_.secret, deadline);
  if (call.stale) call = co_await api_.start_push_ticket(identity_.appid, identity_.secret, deadline);
  if (!call.succeeded()) co_return std::unexpected(tokens::refusal_of(call));
  co_return std::move(call.errmsg);
}

WeixinMerchantCalls::WeixinMerchantCalls(weixin::Api& api, std::string component_appid)
    : api_(api), component_appid_(std::move(component_appid)) {}

base::Awaitable<MerchantAnswer> WeixinMerchantCalls::merchant_state(const base::Secret& component_token,
                                                                    std::string_view appid,
                                                                    base::Deadline deadline) {
  auto answer = co_await api_.authorizer_info(component_token, component_appid_, appid, deadline);
  if (answer.call.stale) {
    answer = co_await api_.authorizer_info(component_token, component_appid_, appid, deadline);
  }
  if (!answer.call.succeeded()) co_return std::unexpected(tokens::refusal_of(answer.call));
  co_return merchant_state_of(std::move(answer.info));
}

}  // namespace platform
