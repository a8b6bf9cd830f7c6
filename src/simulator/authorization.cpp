#include "simulator/authorization.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "simulator/shifted_clock.hpp"

namespace simulator {
namespace {

constexpr std::size_t longest_uri = 2048;

// Sets that a Service Account can grant; 46 is what the gateway is about.
constexpr auto set_names = std::to_array<std::pair<int, std::string_view>>({
    {1, "消息管理"},
    {2, "用户管理"},
    {3, "帐号服务"},
    {4, "网页服务"},
    {7, "群发与通知"},
    {11, "素材管理"},
    {15, "自定义菜单"},
    {46, "微信一物一码"},
});

std::vector<int> read_ids(std::string_view text) {
  std::vector<int> ids;
  while (!text.empty()) {
    const auto item = text.substr(0, text.find('|'));
    text.remove_prefix(std::min(item.size() + 1, text.size()));
    const auto id = base::parse_uint64(item);
    if (id && *id <= 10'000) ids.push_back(static_cast<int>(*id));
  }
  return ids;
}

bool is_selectable(const Merchant& merchant, const AuthorizationRequest& asked) {
  if (!asked.biz_appid.empty()) return merchant.appid == asked.biz_appid;
  if (asked.auth_type == 1) return !merchant.mini_program;
  return asked.auth_type != 2 || merchant.mini_program;
}

bool is_redirectable(const std::string& uri) {
  return uri.size() <= longest_uri && !host_of_url(uri).empty() && !base::has_control(uri) &&
         !uri.contains(' ');
}

bool is_alive(World& world, const std::string& code, base::WallTime now) {
  const Perishable* known = find(world.component.pre_auth_codes, code);
  return known != nullptr && !known->used && now < known->expires;
}

std::string redirect_of(const AuthorizationRequest& asked, const Perishable& code, std::uint64_t life_s) {
  std::string url = asked.redirect_uri.substr(0, asked.redirect_uri.find('#'));
  url += url.contains('?') ? '&' : '?';
  return url + "auth_code=" + code.value + "&expires_in=" + std::to_string(life_s);
}

// `authorized` for a newcomer, `updateauthorized` when the sets changed, nothing for a mere repetition.
std::string_view kind_of_push(const Merchant& merchant, const std::vector<int>& sets) {
  if (!merchant.authorized) return "authorized";
  const std::set<int> before(merchant.permission_sets.begin(), merchant.permission_sets.end());
  return before == std::set<int>(sets.begin(), sets.end()) ? "" : "updateauthorized";
}

Push about(const World& world, std::string_view kind, const Merchant& merchant, PushMembers members,
           base::WallTime now) {
  const Settings& settings = world.settings;
  return {.kind = std::string(kind),
          .appid = merchant.appid,
          .members = event_members(world.component, kind, unix_seconds(now), std::move(members)),
          .times = settings.double_pushes ? 2U : 1U,
          .delay = std::chrono::milliseconds(settings.push_delay_ms)};
}

}  // namespace

AuthorizationRequest read_authorization(std::string_view query) {
  AuthorizationRequest asked;
  for (QueryItem& item : parse_query(query.substr(0, query.find('#')))) {
    if (item.name == "component_appid") asked.component_appid = std::move(item.value);
    if (item.name == "pre_auth_code") asked.pre_auth_code = std::move(item.value);
    if (item.name == "redirect_uri") asked.redirect_uri = std::move(item.value);
    if (item.name == "auth_type") asked.auth_type = base::parse_uint64(item.value).value_or(3);
    if (item.name == "biz_appid") asked.biz_appid = std::move(item.value);
    if (item.name == "category_id_list") asked.categories = read_ids(item.value);
  }
  return asked;
}

std::string host_of_url(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    const auto authority = url.substr(0, url.find_first_of("/?#"));
    const auto end = authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':');
    return std::string(authority.substr(0, end));
  }
  return {};
}

std::optional<std::string> refuse_authorization(World& world, const AuthorizationRequest& asked,
                                                const std::optional<std::string>& entry, base::WallTime now) {
  const Component& component = world.component;
  if (asked.component_appid != component.appid) return "第三方平台不存在:component_appid 错误";
  if (!is_alive(world, asked.pre_auth_code, now)) return "预授权码无效或已过期，请返回后重新发起授权";
  if (world.settings.redirect && !is_redirectable(asked.redirect_uri)) return "redirect_uri 错误";
  const std::string& domain = component.authorize_domain;
  if (domain.empty()) return std::nullopt;
  if (entry && *entry != domain) {
    return "请确认授权入口页所在域名，与授权后回调页面域名相同。授权入口页所在域名:" +
           (entry->empty() ? "空" : *entry) + "，授权发起页域名:" + domain;
  }
  const auto target = host_of_url(asked.redirect_uri);
  if (world.settings.redirect && target != domain) {
    return "回调页面域名与授权发起页域名不同。回调页面域名:" + target + "，授权发起页域名:" + domain;
  }
  return std::nullopt;
}

std::vector<const Merchant*> selectable_accounts(const World& world, const AuthorizationRequest& asked) {
  std::vector<const Merchant*> accounts;
  for (const auto& [appid, merchant] : world.merchants()) {
    if (is_selectable(merchant, asked)) accounts.push_back(&merchant);
  }
  return accounts;
}

std::vector<std::pair<int, std::string_view>> offered_sets(const AuthorizationRequest& asked) {
  if (asked.categories.empty()) return {set_names.begin(), set_names.end()};
  std::vector<std::pair<int, std::string_view>> offered;
  for (const int id : asked.categories) {
    const auto known = std::ranges::find(set_names, id, [](const auto& row) { return row.first; });
    offered.emplace_back(id, known == set_names.end() ? "权限集" : known->second);
  }
  return offered;
}

base::Result<Consent> give_consent(World& world, const AuthorizationRequest& asked, const std::string& appid,
                                   const std::vector<int>& sets, base::WallTime now) {
  if (auto refusal = refuse_authorization(world, asked, std::nullopt, now)) {
    return base::fail(base::Code::conflict, *refusal);
  }
  Merchant* merchant = world.find_merchant(appid);
  if (merchant == nullptr || !is_selectable(*merchant, asked)) {
    return base::fail(base::Code::conflict, "该帐号不能在此授权");
  }
  const auto is_offered = [&](int id) {
    return asked.categories.empty() || std::ranges::count(asked.categories, id) != 0;
  };
  if (!std::ranges::all_of(sets, is_offered))
    return base::fail(base::Code::conflict, "权限集不在可授权范围内");

  find(world.component.pre_auth_codes, asked.pre_auth_code)->used = true;
  const auto kind = kind_of_push(*merchant, sets);
  world.authorize(*merchant, sets, now);
  const Perishable& code = world.component.authorization_codes.back();

  Consent consent;
  if (world.settings.redirect) {
    consent.redirect = redirect_of(asked, code, world.settings.authorization_code_life_s);
  }
  if (kind.empty() || world.settings.push_order == PushOrder::never) return consent;
  auto& pushes = world.settings.push_order == PushOrder::before ? consent.before : consent.after;
  pushes.push_back(
      about(world, kind, *merchant, authorization_members(appid, code, asked.pre_auth_code), now));
  return consent;
}

std::optional<Push> end_authorization(World& world, Merchant& merchant, bool push, base::WallTime now) {
  const bool was_authorized = merchant.authorized;
  world.revoke(merchant, now);
  if (!was_authorized || !push || world.settings.lose_revocations) return std::nullopt;
  return about(world, "unauthorized", merchant, {{"AuthorizerAppid", merchant.appid}}, now);
}

}  // namespace simulator
