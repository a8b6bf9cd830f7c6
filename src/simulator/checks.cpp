#include "simulator/checks.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "simulator/shapes.hpp"

namespace simulator {
namespace {

Problem platform_address(const World& world, const Call& call) {
  const auto& allowed = world.component.whitelist;
  const base::IpAddress address = base::unmapped(call.request.client);
  if (allowed.empty() || std::ranges::find(allowed, address) != allowed.end()) return std::nullopt;
  return Refusal{61004, " requestIP: " + address.to_string()};
}

Problem merchant_address(const Merchant& merchant, const Call& call) {
  const base::IpAddress address = base::unmapped(call.request.client);
  if (merchant.whitelist.empty() || base::contains(merchant.whitelist, address)) return std::nullopt;
  const std::string text = address.to_string();
  return Refusal{40164,
                 " " + text + " ipv6 " + (address.is_v4() ? "::ffff:" + text : text) + ", not in whitelist"};
}

Problem kind_of_token(const World::Holder& holder, TokenKind kind) {
  const bool of_platform = holder.merchant == nullptr;
  if (kind == TokenKind::component && !of_platform) return Refusal{61014};
  if (kind == TokenKind::authorizer && of_platform) return Refusal{61015};
  return std::nullopt;
}

const std::string* token_parameter(const Call& call, TokenKind kind) {
  const std::string* token =
      kind == TokenKind::authorizer ? nullptr : find(call.query, "component_access_token");
  return token ? token : find(call.query, "access_token");
}

Problem check_token(const Call& call, TokenKind kind, const std::string* token) {
  if (token == nullptr || token->empty()) return Refusal{41001};
  if (!call.holder) return Refusal{is_token_shaped(*token) ? 40001 : 40014};
  switch (call.holder->token->state(call.now)) {
    case IssuedToken::State::replaced:
      return Refusal{40001};
    case IssuedToken::State::expired:
      return Refusal{42001};
    case IssuedToken::State::valid:
      break;
  }
  return kind_of_token(*call.holder, kind);
}

Problem entitlement(const Merchant& merchant) {
  if (!merchant.in_good_standing()) return Refusal{50002};
  if (merchant.api_banned) return Refusal{48004};
  if (!merchant.entitled || merchant.service_type != 2 || merchant.mini_program) return Refusal{48001};
  return std::nullopt;
}

Problem one_check(Check check, World& world, Call& call, int permission_set, const Problem& arguments) {
  Merchant& merchant = *call.holder->merchant;
  switch (check) {
    case Check::address:
      if (auto problem = platform_address(world, call)) return problem;
      return merchant_address(merchant, call);
    case Check::json:
      return call.body ? std::nullopt : Problem(Refusal{47001});
    case Check::arguments:
      return arguments;
    case Check::authorization:
      return merchant.authorized ? std::nullopt : Problem(Refusal{61003});
    case Check::permission:
      return merchant.has_permission_set(permission_set) ? std::nullopt : Problem(Refusal{61007});
    case Check::entitlement:
      return entitlement(merchant);
    case Check::quota:
      return take_quota(merchant.quotas, call);
  }
  return std::nullopt;
}

}  // namespace

void identify(const World& world, Call& call, TokenKind kind) {
  const std::string* token = token_parameter(call, kind);
  if (kind == TokenKind::none || token == nullptr) return;
  call.holder = world.holder_of(*token);
  if (!call.holder) return;
  call.generation = call.holder->token->generation;
  if (call.holder->merchant) call.merchant = call.holder->merchant->appid;
}

Problem check_envelope(const Call& call, const Api& api) {
  if (call.request.method != api.method) return Refusal{api.method == http::Method::post ? 43002 : 43001};
  if (api.method == http::Method::post && call.request.body.empty()) return Refusal{44002};
  if (api.token == TokenKind::none) return std::nullopt;
  return check_token(call, api.token, token_parameter(call, api.token));
}

Problem check_component_call(World& world, const Call& call, int missing_appid) {
  if (auto problem = platform_address(world, call)) return problem;
  if (!call.body) return Refusal{47001};
  const std::string_view appid = text_member(call, "component_appid");
  if (appid.empty()) return Refusal{missing_appid};
  if (appid != world.component.appid) return Refusal{40013};
  return std::nullopt;
}

Problem check_merchant_call(World& world, Call& call, int permission_set, const Problem& arguments) {
  for (const Check check : world.settings.check_order) {
    if (auto problem = one_check(check, world, call, permission_set, arguments)) return problem;
  }
  return std::nullopt;
}

Problem take_quota(Quotas& quotas, const Call& call) {
  auto quota = quotas.find(call.request.path);
  if (quota == quotas.end()) quota = quotas.try_emplace(std::string(call.request.path)).first;
  const int errcode = quota->second.take(call.now);
  return errcode == 0 ? std::nullopt : Problem(Refusal{errcode});
}

std::string_view text_member(const Call& call, std::string_view name) {
  if (!call.body) return {};
  const auto member = call.body->find(name);
  if (member == call.body->end() || !member->is_string()) return {};
  return member->get_ref<const std::string&>();
}

}  // namespace simulator
