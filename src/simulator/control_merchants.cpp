// Rows about merchants: who they are, and whether they authorise the platform.
#include <nlohmann/json.hpp>

#include "simulator/authorization.hpp"
#include "simulator/control_support.hpp"
#include "simulator/shapes.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

json merchant_json(const Merchant& merchant) {
  json whitelist = json::array();
  for (const base::Cidr& range : merchant.whitelist) {
    whitelist.push_back(range.text());
  }
  json all = {{"appid", merchant.appid},
              {"nick_name", merchant.nick_name},
              {"user_name", merchant.user_name},
              {"principal_name", merchant.principal_name},
              {"service_type", merchant.service_type},
              {"mini_program", merchant.mini_program},
              {"verify_type", merchant.verify_type},
              {"account_status", merchant.account_status},
              {"entitled", merchant.entitled},
              {"api_banned", merchant.api_banned},
              {"listed", merchant.listed},
              {"authorized", merchant.authorized},
              {"permission_sets", merchant.permission_sets},
              {"refresh_token", merchant.refresh_token},
              {"whitelist", std::move(whitelist)},
              {"quotas", quotas_json(merchant.quotas)},
              {"generation", 0}};
  if (const IssuedToken* newest = merchant.tokens.newest()) {
    all["generation"] = newest->generation;
    all["access_token"] = newest->value;
  }
  return all;
}

void read_network_whitelist(ObjectReader& reader, std::vector<base::Cidr>& whitelist) {
  const json* list = reader.raw("whitelist");
  if (list == nullptr) return;
  if (!list->is_array()) return reader.wrong("whitelist");
  whitelist.clear();
  for (const json& entry : *list) {
    const auto range = entry.is_string() ? base::Cidr::parse(entry.get_ref<const std::string&>())
                                         : base::fail(base::Code::invalid_argument);
    if (!range) return reader.wrong("whitelist");
    whitelist.push_back(*range);
  }
}

// Everything but `tokens` of `from`: those stay where their addresses are known.
void take_over(Merchant& merchant, Merchant from) {
  from.tokens = std::move(merchant.tokens);
  merchant = std::move(from);
}

base::Result<> put_merchant(World& world, const json& body, base::WallTime now) {
  ObjectReader reader(body);
  std::string appid;
  reader.text("appid", appid);
  if (appid.empty()) return base::fail(base::Code::invalid_argument, "member appid is missing");
  const Merchant* known = world.find_merchant(appid);
  Merchant changed = known ? *known : Merchant{};
  if (!known) {
    changed.authorized = true;
    changed.permission_sets = {1, 4, 15, 46};
  }
  const bool was_authorized = known && known->authorized;
  reader.text("nick_name", changed.nick_name)
      .text("user_name", changed.user_name)
      .text("principal_name", changed.principal_name)
      .number("service_type", changed.service_type)
      .boolean("mini_program", changed.mini_program)
      .number("verify_type", changed.verify_type)
      .number("account_status", changed.account_status)
      .boolean("entitled", changed.entitled)
      .boolean("api_banned", changed.api_banned)
      .boolean("listed", changed.listed)
      .boolean("authorized", changed.authorized);
  if (!known && changed.authorized) changed.refresh_token = make_refresh_token(world.random());
  reader.text("refresh_token", changed.refresh_token);
  read_permission_sets(reader, changed.permission_sets);
  read_network_whitelist(reader, changed.whitelist);
  read_quotas(reader, changed.quotas);
  if (auto read = reader.finish(); !read) return read;

  Merchant& merchant = world.merchant(appid);
  changed.appid = merchant.appid;
  if (changed.user_name.empty()) changed.user_name = merchant.user_name;
  if (changed.authorized && !was_authorized) changed.authorized_at = now;
  take_over(merchant, std::move(changed));
  return {};
}

// Calls `use` with the merchant of the path; what it returns is shown.
template <class Use>
Answer with_merchant(Simulator& simulator, const ControlCall& call, Use use) {
  const auto result =
      simulator.locked([&](Simulator::State& state, base::WallTime now) -> base::Result<json> {
        Merchant* merchant = state.world.find_merchant(call.parameters.at(0));
        if (merchant == nullptr) return base::fail(base::Code::not_found, "no such merchant");
        return use(state.world, *merchant, now);
      });
  if (!result) return std::unexpected(result.error());
  return shown(*result);
}

}  // namespace

Answer list_merchants(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked([](Simulator::State& state, base::WallTime) {
    json list = json::array();
    for (const auto& [appid, merchant] : state.world.merchants()) {
      list.push_back(merchant_json(merchant));
    }
    return list;
  }));
}

Answer put_merchants(Simulator& simulator, const ControlCall& call) {
  const auto result = simulator.locked([&](Simulator::State& state, base::WallTime now) {
    return for_each(call.body, [&](const json& one) { return put_merchant(state.world, one, now); });
  });
  if (!result) return std::unexpected(result.error());
  return done();
}

Answer show_merchant(Simulator& simulator, const ControlCall& call) {
  return with_merchant(simulator, call, [](World&, Merchant& merchant, base::WallTime) -> base::Result<json> {
    return merchant_json(merchant);
  });
}

Answer authorize_merchant(Simulator& simulator, const ControlCall& call) {
  return with_merchant(simulator, call,
                       [&](World& world, Merchant& merchant, base::WallTime now) -> base::Result<json> {
                         std::vector<int> sets = merchant.permission_sets;
                         ObjectReader reader(call.body);
                         read_permission_sets(reader, sets);
                         if (auto read = reader.finish(); !read) return std::unexpected(read.error());
                         return json{{"authorization_code", world.authorize(merchant, std::move(sets), now)},
                                     {"expires_in", world.settings.authorization_code_life_s}};
                       });
}

Answer revoke_merchant(Simulator& simulator, const ControlCall& call) {
  std::optional<Push> about_it;
  auto answer = with_merchant(
      simulator, call, [&](World& world, Merchant& merchant, base::WallTime now) -> base::Result<json> {
        bool push = true;
        if (auto read = ObjectReader(call.body).boolean("push", push).finish(); !read) {
          return std::unexpected(read.error());
        }
        about_it = end_authorization(world, merchant, push, now);
        return merchant_json(merchant);
      });
  if (answer && about_it) answer->pushes.push_back(std::move(*about_it));
  return answer;
}

Answer void_merchant_tokens(Simulator& simulator, const ControlCall& call) {
  return with_merchant(
      simulator, call, [&](World& world, Merchant& merchant, base::WallTime now) -> base::Result<json> {
        bool access = true;
        bool all = true;
        bool refresh = false;
        ObjectReader reader(call.body);
        if (auto read =
                reader.boolean("access", access).boolean("all", all).boolean("refresh", refresh).finish();
            !read) {
          return std::unexpected(read.error());
        }
        if (access) all ? merchant.tokens.void_all(now) : merchant.tokens.void_newest(now);
        if (refresh) {
          merchant.previous_refresh_token.clear();
          merchant.refresh_token = make_refresh_token(world.random());
        }
        return merchant_json(merchant);
      });
}

}  // namespace simulator::control
