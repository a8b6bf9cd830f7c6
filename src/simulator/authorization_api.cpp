// The calls about who authorised the platform, and for what.
#include <iterator>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "simulator/api.hpp"
#include "simulator/checks.hpp"
#include "simulator/shapes.hpp"

namespace simulator {
namespace {

constexpr std::uint64_t longest_account_page = 500;

std::string render_sets(const Merchant& merchant) {
  std::string sets = "[";
  for (const int id : merchant.permission_sets) {
    if (sets.size() > 1) sets += ',';
    sets += "{\"funcscope_category\":{\"id\":" + std::to_string(id) + "}}";
  }
  return sets += ']';
}

std::string render_kind(int id) { return "{\"id\":" + std::to_string(id) + "}"; }

std::string account_json(const Merchant& merchant) {
  std::string account = "{";
  base::JsonMembers members(account);
  members.text("nick_name", merchant.nick_name)
      .text("head_img", "http://wx.qlogo.cn/mmopen/" + merchant.user_name + "/0")
      .raw("service_type_info", render_kind(merchant.service_type))
      .raw("verify_type_info", render_kind(merchant.verify_type))
      .text("user_name", merchant.user_name)
      .text("alias", "")
      .text("qrcode_url", "http://mmbiz.qpic.cn/mmbiz_jpg/" + merchant.user_name + "/0")
      .raw("business_info", R"({"open_pay":0,"open_shake":0,"open_scan":0,"open_card":0,"open_store":0})")
      .number("idc", 1)
      .text("principal_name", merchant.principal_name)
      .text("signature", "")
      .number("account_status", merchant.account_status)
      .number("register_type", 0)
      .raw("basic_config", R"({"is_phone_configured":true,"is_email_configured":true})");
  if (merchant.mini_program) {
    members.raw(
        "MiniProgramInfo",
        R"({"network":{"RequestDomain":[],"WsRequestDomain":[],"UploadDomain":[],"DownloadDomain":[]},)"
        R"("categories":[],"visit_status":0})");
  }
  return account += '}';
}

std::optional<std::uint64_t> call_number(const Call& call, std::string_view name) {
  const auto member = call.body->find(name);
  return member == call.body->end() ? std::nullopt : base::as_uint64(*member, true);
}

// The merchant that the code stands for, and the code is used up.
std::expected<Merchant*, Refusal> redeem(World& world, const Call& call) {
  Perishable* code = find(world.component.authorization_codes, text_member(call, "authorization_code"));
  if (code == nullptr) return refuse(61009);
  if (code->used || call.now >= code->expires) return refuse(61010);
  Merchant* merchant = world.find_merchant(code->appid);
  if (merchant == nullptr || !merchant->authorized) return refuse(61003);
  if (!merchant->in_good_standing()) return refuse(50002);
  code->used = true;
  return merchant;
}

}  // namespace

Decision create_pre_auth_code(World& world, Call& call) {
  if (auto problem = check_component_call(world, call)) return std::unexpected(*problem);
  if (auto problem = take_quota(world.component.quotas, call)) return std::unexpected(*problem);
  const std::uint64_t life_s = world.settings.pre_auth_code_life_s;
  const std::string code = make_pre_auth_code(world.random());
  remember(world.component.pre_auth_codes, {code, call.now + std::chrono::seconds(life_s)});
  std::string answer = "{";
  base::JsonMembers(answer).text("pre_auth_code", code).number("expires_in", life_s);
  return answer += '}';
}

Decision query_auth(World& world, Call& call) {
  if (auto problem = check_component_call(world, call)) return std::unexpected(*problem);
  if (auto problem = take_quota(world.component.quotas, call)) return std::unexpected(*problem);
  const auto merchant = redeem(world, call);
  if (!merchant) return std::unexpected(merchant.error());
  Merchant& authorizer = **merchant;
  call.merchant = authorizer.appid;

  std::string info = "{";
  base::JsonMembers members(info);
  members.text("authorizer_appid", authorizer.appid);
  if (!authorizer.permission_sets.empty()) {
    authorizer.refresh_token = make_refresh_token(world.random());
    authorizer.previous_refresh_token.clear();
    const IssuedToken& token =
        world.issue_authorizer_token(authorizer, call.now, world.settings.reauthorization_overlap_s);
    call.issued = token.generation;
    members.text("authorizer_access_token", token.value)
        .number("expires_in", world.settings.authorizer_token_life_s)
        .text("authorizer_refresh_token", authorizer.refresh_token);
  }
  members.raw("func_info", render_sets(authorizer));
  return "{\"authorization_info\":" + info + "}}";
}

Decision authorizer_info(World& world, Call& call) {
  if (auto problem = check_component_call(world, call)) return std::unexpected(*problem);
  if (text_member(call, "authorizer_appid").empty()) return refuse(40013);
  if (auto problem = take_quota(world.component.quotas, call)) return std::unexpected(*problem);
  const Merchant* merchant = world.find_merchant(text_member(call, "authorizer_appid"));
  if (merchant == nullptr || !merchant->authorized) return refuse(61003);

  std::string authorization = "{";
  base::JsonMembers members(authorization);
  members.text("authorizer_appid", merchant->appid);
  if (!world.settings.info_without_refresh_tokens) {
    members.text("authorizer_refresh_token", merchant->refresh_token);
  }
  members.raw("func_info", render_sets(*merchant));
  return "{\"authorizer_info\":" + account_json(*merchant) + ",\"authorization_info\":" + authorization +
         "}}";
}

Decision authorizer_list(World& world, Call& call) {
  if (auto problem = check_component_call(world, call)) return std::unexpected(*problem);
  const auto offset = call_number(call, "offset");
  const auto count = call_number(call, "count");
  if (!offset || !count || *count == 0 || *count > longest_account_page) return refuse(40170);
  if (auto problem = take_quota(world.component.quotas, call)) return std::unexpected(*problem);

  std::uint64_t total = 0;
  std::string list = "[";
  for (const auto& [appid, merchant] : world.merchants()) {
    if (!merchant.authorized || !merchant.listed) continue;
    if (total++ < *offset || total - *offset > *count) continue;
    list += list.size() > 1 ? ",{" : "{";
    base::JsonMembers(list)
        .text("authorizer_appid", appid)
        .text("refresh_token", world.settings.list_without_refresh_tokens ? "" : merchant.refresh_token)
        .number("auth_time",
                std::chrono::floor<std::chrono::seconds>(merchant.authorized_at).time_since_epoch().count());
    list += '}';
  }
  list += ']';
  std::string answer = "{";
  base::JsonMembers(answer).number("total_count", total).raw("list", list);
  return answer += '}';
}

}  // namespace simulator
