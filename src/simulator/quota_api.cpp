// cgi-bin/openapi/quota/get: what is left of an account's calls.
#include <algorithm>

#include "base/json_writer.hpp"
#include "simulator/api.hpp"
#include "simulator/checks.hpp"

namespace simulator {
namespace {

constexpr std::uint64_t unlimited = 100'000'000;  // what is shown where no limit was set

bool is_served(std::string_view path) {
  return std::ranges::any_of(all_apis(), [&](const Api& api) { return api.path == path; });
}

}  // namespace

Decision quota_get(World& world, Call& call) {
  if (!call.body) return refuse(47001);
  const std::string_view path = text_member(call, "cgi_path");
  if (!is_served(path)) return refuse(76003);
  Quotas& quotas = call.holder->merchant ? call.holder->merchant->quotas : world.component.quotas;
  const auto found = quotas.find(path);
  const Quota quota = found == quotas.end() ? Quota{} : found->second;

  const std::uint64_t daily = quota.daily_limit == 0 ? unlimited : quota.daily_limit;
  const std::uint64_t used = quota.used_today(call.now);
  std::string day = "{";
  base::JsonMembers(day)
      .number("daily_limit", daily)
      .number("used", used)
      .number("remain", daily - std::min(daily, used));
  std::string answer = "{";
  base::JsonMembers members(answer);
  members.number("errcode", 0).text("errmsg", "ok").raw("quota", day + "}");
  if (quota.minute_limit != 0) {
    const std::string rate =
        "{\"call_count\":" + std::to_string(quota.minute_limit) + ",\"refresh_second\":60}";
    members.raw("rate_limit", rate);
  }
  return answer += '}';
}

}  // namespace simulator
