#include "simulator/settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace simulator {
namespace {

using nlohmann::json;

using Place = std::variant<std::uint64_t Settings::*, std::int64_t Settings::*, bool Settings::*>;

struct Row {
  std::string_view name;
  Place place;
};

constexpr std::array setting_rows = std::to_array<Row>({
    {"component_token_life_s", &Settings::component_token_life_s},
    {"authorizer_token_life_s", &Settings::authorizer_token_life_s},
    {"overlap_s", &Settings::overlap_s},
    {"reauthorization_overlap_s", &Settings::reauthorization_overlap_s},
    {"refresh_token_overlap_s", &Settings::refresh_token_overlap_s},
    {"ticket_life_s", &Settings::ticket_life_s},
    {"pre_auth_code_life_s", &Settings::pre_auth_code_life_s},
    {"authorization_code_life_s", &Settings::authorization_code_life_s},
    {"token_length", &Settings::token_length},
    {"ledger_limit", &Settings::ledger_limit},
    {"rotate_refresh_tokens", &Settings::rotate_refresh_tokens},
    {"info_without_refresh_tokens", &Settings::info_without_refresh_tokens},
    {"list_without_refresh_tokens", &Settings::list_without_refresh_tokens},
    {"revocation_kills_tokens", &Settings::revocation_kills_tokens},
    {"strict", &Settings::strict},
    {"ticket_push_s", &Settings::ticket_push_s},
    {"skip_tickets", &Settings::skip_tickets},
    {"repeat_tickets", &Settings::repeat_tickets},
    {"push_failures", &Settings::push_failures},
    {"push_pause_s", &Settings::push_pause_s},
    {"push_timeout_ms", &Settings::push_timeout_ms},
    {"push_delay_ms", &Settings::push_delay_ms},
    {"double_pushes", &Settings::double_pushes},
    {"lose_revocations", &Settings::lose_revocations},
    {"redirect", &Settings::redirect},
    {"omit_product_code", &Settings::omit_product_code},
    {"omit_wxa_type", &Settings::omit_wxa_type},
    {"short_codes", &Settings::short_codes},
    {"numbers_as_strings", &Settings::numbers_as_strings},
    {"show_call_number", &Settings::show_call_number},
    {"errcode_not_activated", &Settings::errcode_not_activated},
    {"errcode_never_issued", &Settings::errcode_never_issued},
    {"errcode_application_unknown", &Settings::errcode_application_unknown},
    {"errcode_not_owned", &Settings::errcode_not_owned},
    {"errcode_index_out_of_range", &Settings::errcode_index_out_of_range},
    {"errcode_code_format", &Settings::errcode_code_format},
    {"errcode_no_selector", &Settings::errcode_no_selector},
});

constexpr std::array check_names = std::to_array<std::pair<std::string_view, Check>>({
    {"address", Check::address},
    {"json", Check::json},
    {"arguments", Check::arguments},
    {"authorization", Check::authorization},
    {"permission", Check::permission},
    {"entitlement", Check::entitlement},
    {"quota", Check::quota},
});

constexpr std::array push_order_names = std::to_array<std::pair<std::string_view, PushOrder>>({
    {"before", PushOrder::before},
    {"after", PushOrder::after},
    {"never", PushOrder::never},
});

constexpr std::int64_t largest = 1'000'000'000;  // years are enough for times, and nothing overflows

bool put(Settings& settings, std::uint64_t Settings::* place, const json& value) {
  const auto number = base::as_uint64(value, false);
  if (!number || *number > largest) return false;
  settings.*place = *number;
  return true;
}

bool put(Settings& settings, std::int64_t Settings::* place, const json& value) {
  if (!value.is_number_integer()) return false;
  const auto number = value.get<std::int64_t>();
  if (number < -largest || number > largest) return false;
  settings.*place = number;
  return true;
}

bool put(Settings& settings, bool Settings::* place, const json& value) {
  if (!value.is_boolean()) return false;
  settings.*place = value.get<bool>();
  return true;
}

bool put_check_order(Settings& settings, const json& value) {
  if (!value.is_array() || value.size() != check_names.size()) return false;
  std::vector<Check> order;
  for (const auto& [name, check] : check_names) {
    if (std::ranges::count(value, json(name)) != 1) return false;
  }
  for (const json& name : value) {
    order.push_back(std::ranges::find(check_names, name.get<std::string>(), [](const auto& row) {
                      return row.first;
                    })->second);
  }
  settings.check_order = std::move(order);
  return true;
}

bool put_push_order(Settings& settings, const json& value) {
  for (const auto& [name, order] : push_order_names) {
    if (value != json(name)) continue;
    settings.push_order = order;
    return true;
  }
  return false;
}

bool put_extra_members(Settings& settings, const json& value) {
  if (!value.is_object()) return false;
  const std::string text = value.dump();
  settings.extra_members = text.substr(1, text.size() - 2);
  return true;
}

bool put(Settings& settings, const std::string& name, const json& value) {
  if (name == "check_order") return put_check_order(settings, value);
  if (name == "push_order") return put_push_order(settings, value);
  if (name == "extra_members") return put_extra_members(settings, value);
  const auto row = std::ranges::find(setting_rows, name, &Row::name);
  return row != setting_rows.end() &&
         std::visit([&](auto place) { return put(settings, place, value); }, row->place);
}

}  // namespace

base::Result<> change_settings(Settings& settings, const json& changes) {
  if (!changes.is_object()) return base::fail(base::Code::invalid_argument, "settings must be an object");
  Settings changed = settings;
  for (const auto& [name, value] : changes.items()) {
    if (!put(changed, name, value)) {
      return base::fail(base::Code::invalid_argument,
                        "setting " + name + " is unknown or its value is wrong");
    }
  }
  settings = std::move(changed);
  return {};
}

json to_json(const Settings& settings) {
  json all = json::object();
  for (const Row& row : setting_rows) {
    std::visit([&](auto place) { all[std::string(row.name)] = settings.*place; }, row.place);
  }
  all["extra_members"] = json::parse("{" + settings.extra_members + "}");
  all["push_order"] = std::ranges::find(push_order_names, settings.push_order, [](const auto& row) {
                        return row.second;
                      })->first;
  for (const Check check : settings.check_order) {
    all["check_order"].push_back(
        std::ranges::find(check_names, check, [](const auto& row) { return row.second; })->first);
  }
  return all;
}

}  // namespace simulator
