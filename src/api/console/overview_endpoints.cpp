#include "api/console/overview_endpoints.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "api/console/console_answer.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using http::Method;

// Milliseconds with three digits after the point.
std::string millis_json(double seconds) {
  const auto micros = std::llround(seconds * 1e6);
  std::string out = std::to_string(micros / 1'000);
  if (micros % 1'000 != 0) out += '.' + std::to_string(1'000 + micros % 1'000).substr(1);
  return out;
}

std::string minutes_json(const std::vector<audit::Bar>& bars) {
  std::string out = "[";
  for (const audit::Bar& bar : bars) {
    if (!bar.outcome) continue;
    out += out.size() > 1 ? ",{" : "{";
    base::JsonMembers(out)
        .text("start", base::to_rfc3339(bar.start))
        .text("outcome", audit::name(*bar.outcome))
        .number("count", bar.count);
    out += '}';
  }
  return out + ']';
}

std::string tokens_json(const std::vector<std::pair<std::string, std::size_t>>& tokens) {
  std::string out = "{";
  base::JsonMembers members(out);
  for (const auto& [health, count] : tokens)
    members.number(health, count);
  return out + '}';
}

std::string platform_json(const PlatformFacts& platform) {
  std::string out = "{";
  base::JsonMembers members(out);
  const auto time = [&](std::string_view name, const std::optional<base::WallTime>& value) {
    if (value) members.text(name, base::to_rfc3339(*value));
  };
  members.text("state", platform.state).text_unless_empty("appid", platform.appid);
  time("ticket_received_at", platform.ticket_received_at);
  time("ticket_valid_until", platform.ticket_valid_until);
  time("component_token_expires_at", platform.token_expires_at);
  return out + '}';
}

std::string tasks_json(const std::vector<Task>& tasks) {
  std::string out = "[";
  for (const Task& task : tasks) {
    out += out.size() > 1 ? ",{" : "{";
    base::JsonMembers(out)
        .text("kind", task.kind)
        .text_unless_empty("merchant", task.merchant)
        .text_unless_empty("name", task.name)
        .text_unless_empty("detail", task.detail);
    out += '}';
  }
  return out + ']';
}

std::string instance_json(const InstanceFacts& instance, bool answering) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("id", instance.id)
      .text("host", instance.host)
      .text("started_at", base::to_rfc3339(instance.started_at))
      .text("seen_at", base::to_rfc3339(instance.seen_at));
  std::string& keys = members.key("master_keys") += '[';
  for (std::size_t i = 0; i < instance.master_keys.size(); ++i)
    keys.append(i == 0 ? "" : ",").append(std::to_string(instance.master_keys[i]));
  keys += ']';
  members.boolean("answering", answering);
  return out + '}';
}

std::string witness_json(const audit::WitnessState& witness) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("state", witness.witnessed ? "witnessed" : "unwitnessed")
      .text_unless_empty("reason", std::string(witness.reason));
  if (witness.taken_at) members.text("taken_at", base::to_rfc3339(*witness.taken_at));
  members.text_unless_empty("sink", witness.sink)
      .text_unless_empty("failure", witness.failure)
      .text_unless_empty("detail", witness.what);
  return out + '}';
}

// What the gateway itself has to ask a person for.
void add_house_tasks(const HouseFacts& house, std::vector<Task>& tasks) {
  if (!house.witness.witnessed) tasks.push_back({"unwitnessed", "", "", std::string(house.witness.reason)});
  if (house.platform.state == "no_ticket") tasks.push_back({"no_ticket", "", "", ""});
}

}  // namespace

std::vector<ConsoleRoute> OverviewEndpoints::routes() {
  using O = OverviewEndpoints;
  return {
      {Method::get, "/api/v1/overview", Permission::read, 0, handler(this, &O::overview)},
      {Method::get, "/api/v1/instances", Permission::read, 0, handler(this, &O::instances)},
      {Method::get, "/api/v1/settings", Permission::read, 0, handler(this, &O::settings)},
  };
}

base::Awaitable<http::Response> OverviewEndpoints::overview(const http::Request& request,
                                                            const Visitor& visitor) {
  const bool bound = !visitor.account.bounds.merchants.empty();
  std::vector<audit::Bar> minutes;
  std::vector<Task> tasks;
  HouseFacts house = sources_.house();
  if (!bound) {
    auto bars = co_await log_.pulse();
    if (!bars) co_return console_problem(request, bars.error());
    minutes = *std::move(bars);
    auto found = co_await sources_.tasks();
    if (!found) co_return console_problem(request, found.error());
    tasks = *std::move(found);
    add_house_tasks(house, tasks);
  }
  const auto instances = co_await sources_.instances();
  if (!instances) co_return console_problem(request, instances.error());
  if (bound) house.tokens.clear();

  std::string out = "{";
  base::JsonMembers members(out);
  members.text("now", base::to_rfc3339(clock_.wall())).raw("minutes", minutes_json(minutes));
  if (!bound) members.raw("latency", latency_json());
  members.raw("errcodes", bound ? "[]" : errcodes_json())
      .raw("tokens", tokens_json(house.tokens))
      .raw("platform", platform_json(house.platform));
  members.raw("witness", witness_json(house.witness));
  members.raw("tasks", tasks_json(tasks)).raw("instances", instances_json(*instances));
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> OverviewEndpoints::instances(const http::Request& request, const Visitor&) {
  const auto found = co_await sources_.instances();
  if (!found) co_return console_problem(request, found.error());
  std::string out = "{";
  base::JsonMembers(out).raw("instances", instances_json(*found));
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> OverviewEndpoints::settings(const http::Request&, const Visitor&) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("version", sources_.version).key("settings") += '[';
  for (const auto& [name, value] : sources_.settings) {
    out += out.back() == '[' ? "{" : ",{";
    base::JsonMembers(out).text("name", name).text("value", value);
    out += '}';
  }
  co_return console_json(out + "]}");
}

std::string OverviewEndpoints::instances_json(const std::vector<InstanceFacts>& instances) const {
  std::string out = "[";
  for (const InstanceFacts& instance : instances) {
    if (out.size() > 1) out += ',';
    out += instance_json(instance, instance.id == sources_.instance);
  }
  return out + ']';
}

std::string OverviewEndpoints::latency_json() const {
  const auto seen = metrics_.quantiles("marketcode_upstream_seconds", {}, {0.5, 0.9, 0.99});
  std::string out = "{";
  base::JsonMembers(out)
      .number("count", seen.count)
      .raw("p50_ms", millis_json(seen.values[0]))
      .raw("p90_ms", millis_json(seen.values[1]))
      .raw("p99_ms", millis_json(seen.values[2]));
  return out + '}';
}

// The results of calls that are numbers are WeChat's errcodes.
std::string OverviewEndpoints::errcodes_json() const {
  std::string out = "[";
  for (const auto& [result, count] : metrics_.totals("marketcode_upstream_calls_total", "result")) {
    std::int64_t errcode = 0;
    const auto read = std::from_chars(result.data(), result.data() + result.size(), errcode);
    if (read.ec != std::errc() || read.ptr != result.data() + result.size() || errcode == 0) continue;
    out += out.size() > 1 ? ",{" : "{";
    base::JsonMembers(out).number("errcode", errcode).number("count", std::llround(count));
    out += '}';
  }
  return out + ']';
}

}  // namespace api
