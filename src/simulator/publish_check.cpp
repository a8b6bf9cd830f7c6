#include "simulator/publish_check.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "simulator/authorization.hpp"
#include "simulator/control_support.hpp"
#include "simulator/shifted_clock.hpp"
#include "weixin/push.hpp"

namespace simulator {
namespace {

using nlohmann::json;

constexpr std::string_view test_appid = "wx570bc396a51b8ff8";
constexpr std::string_view test_user_name = "gh_3c884a361561";
constexpr std::string_view test_openid = "ozy4qt1eDxSxzCr0aNT0mXCWfrDE";
constexpr std::uint64_t longest_check_ms = 60'000;
constexpr std::chrono::milliseconds poll{20};

std::string why_not(const PushRecord& record) {
  if (record.ok) return {};
  if (!record.problem.empty()) return record.problem;
  return "answered HTTP " + std::to_string(record.status) + ", and not exactly success";
}

std::string reset_test_account(Simulator& simulator) {
  return simulator.locked([](Simulator::State& state, base::WallTime now) {
    Merchant& merchant = state.world.merchant(std::string(test_appid));
    merchant.user_name = test_user_name;
    merchant.nick_name = "全网发布检测";
    if (merchant.authorized) state.world.revoke(merchant, now);
    return merchant.appid;
  });
}

}  // namespace

void PublishCheck::note(std::string_view step, bool passed, std::string why) {
  steps_.push_back({step, passed, passed ? std::string() : std::move(why)});
}

base::Awaitable<bool> PublishCheck::comes_true(Condition condition) {
  for (std::uint64_t waited = 0;; waited += poll.count()) {
    const bool now =
        simulator_.locked([&](Simulator::State& state, base::WallTime) { return condition(state.world); });
    if (now) co_return true;
    if (waited >= options_.wait_ms) co_return false;
    const bool slept = co_await sleeper_.sleep(poll);
    if (!slept) co_return false;
  }
}

std::string PublishCheck::authorize() {
  return simulator_.locked([](Simulator::State& state, base::WallTime now) {
    return state.world.authorize(state.world.merchant(std::string(test_appid)), {1, 4, 15, 46}, now);
  });
}

base::Awaitable<PushRecord> PublishCheck::push_event(std::string_view kind, PushMembers members) {
  Push push{.kind = std::string(kind), .appid = std::string(test_appid), .members = {}, .forced = true};
  push.members = simulator_.locked([&](Simulator::State& state, base::WallTime now) {
    return event_members(state.world.component, kind, unix_seconds(now), std::move(members));
  });
  const auto records = co_await courier_.deliver(std::move(push));
  if (records.empty())
    co_return PushRecord{.time = {}, .kind = {}, .appid = {}, .url = {}, .problem = "no event_url is set"};
  co_return records.front();
}

base::Awaitable<PushRecord> PublishCheck::push_message(PushMembers members) {
  Push push{.kind = "message",
            .appid = std::string(test_appid),
            .members = {{"ToUserName", std::string(test_user_name)},
                        {"FromUserName", std::string(test_openid)},
                        {"CreateTime", std::to_string(unix_seconds(simulator_.clock().wall()))}},
            .openid = std::string(test_openid),
            .user_name = std::string(test_user_name),
            .forced = true};
  push.members.insert(push.members.end(), members.begin(), members.end());
  const auto records = co_await courier_.deliver(std::move(push));
  if (records.empty())
    co_return PushRecord{.time = {}, .kind = {}, .appid = {}, .url = {}, .problem = "no message_url is set"};
  co_return records.front();
}

base::Awaitable<> PublishCheck::check_ticket() {
  const auto ticket = simulator_.locked(
      [](Simulator::State& state, base::WallTime) { return state.world.component.tickets.back().value; });
  const auto record = co_await push_event("component_verify_ticket", ticket_members(ticket));
  note("component_verify_ticket", record.ok, why_not(record));
}

base::Awaitable<> PublishCheck::check_pre_auth_code() {
  const bool made = co_await comes_true([](World& world) { return !world.component.pre_auth_codes.empty(); });
  note("pre_auth_code", made,
       "the platform made no pre-auth code: open its authorisation page and go on to WeChat's");
}

base::Awaitable<> PublishCheck::check_authorization() {
  const auto code = authorize();
  auto members = simulator_.locked([&](Simulator::State& state, base::WallTime) {
    const auto& made = state.world.component.pre_auth_codes;
    return authorization_members(std::string(test_appid),
                                 *find(state.world.component.authorization_codes, code),
                                 made.empty() ? "preauthcode@@@none" : made.back().value);
  });
  const auto record = co_await push_event("authorized", std::move(members));
  note("authorized", record.ok, why_not(record));
  const bool exchanged = co_await comes_true(
      [&](World& world) { return find(world.component.authorization_codes, code)->used; });
  note("api_query_auth", exchanged, "the code of the push was not exchanged");
}

void PublishCheck::judge_answer(std::string_view step, const PushRecord& record, std::string_view expected) {
  if (!record.ok) return note(step, false, why_not(record));
  const auto text = simulator_.locked([&](Simulator::State& state, base::WallTime) {
    return open_push_answer(state.world.component, record.reply);
  });
  if (!text) return note(step, false, "no encrypted answer: " + text.error().detail);
  const auto members = weixin::read_push_xml(*text);
  if (!members) return note(step, false, members.error().detail);
  const auto has = [&](std::string_view name, std::string_view value) {
    return std::ranges::any_of(*members,
                               [&](const auto& one) { return one.name == name && one.text == value; });
  };
  if (!has("ToUserName", test_openid) || !has("FromUserName", test_user_name) || !has("MsgType", "text")) {
    return note(step, false, "the answer is no text from the account to the user");
  }
  note(step, has("Content", expected), "the answer is not " + std::string(expected));
}

base::Awaitable<> PublishCheck::check_passive_text() {
  const auto record = co_await push_message(
      {{"MsgType", "text"}, {"Content", "TESTCOMPONENT_MSG_TYPE_TEXT"}, {"MsgId", "6054768590064713728"}});
  judge_answer("text_passive", record, "TESTCOMPONENT_MSG_TYPE_TEXT_callback");
}

base::Awaitable<> PublishCheck::check_later_text() {
  const auto code = authorize();
  const auto record = co_await push_message(
      {{"MsgType", "text"}, {"Content", "QUERY_AUTH_CODE:" + code}, {"MsgId", "6054768590064713729"}});
  const bool quiet = record.ok && (record.reply.empty() || record.reply == "success");
  note("text_query_auth", quiet, record.ok ? "answered with a message instead of nothing" : why_not(record));
  const std::string expected = code + "_from_api";
  const bool sent = co_await comes_true([&](World& world) {
    return std::ranges::any_of(world.sent_messages, [&](const SentMessage& message) {
      return message.appid == test_appid && message.to == test_openid && message.text == expected;
    });
  });
  note("text_from_api", sent, "no customer-service message $code$_from_api came");
}

base::Awaitable<> PublishCheck::check_event() {
  const auto record = co_await push_message({{"MsgType", "event"}, {"Event", "LOCATION"}});
  judge_answer("event_from_callback", record, "LOCATIONfrom_callback");
}

base::Awaitable<> PublishCheck::check_end() {
  reset_test_account(simulator_);
  const auto record = co_await push_event("unauthorized", {{"AuthorizerAppid", std::string(test_appid)}});
  note("unauthorized", record.ok, why_not(record));
}

base::Awaitable<std::vector<PublishStep>> PublishCheck::run() {
  reset_test_account(simulator_);
  co_await check_ticket();
  if (options_.pre_auth_code) co_await check_pre_auth_code();
  co_await check_authorization();
  if (options_.messages) {
    co_await check_passive_text();
    co_await check_later_text();
    co_await check_event();
  }
  co_await check_end();
  co_return steps_;
}

base::Awaitable<http::Response> run_publish_check(Simulator& simulator, Courier& courier, Sleeper& sleeper,
                                                  const http::Request& request) {
  PublishCheck::Options options;
  const auto body = base::parse_json(request.body.empty() ? std::string_view("{}") : request.body);
  if (!body) co_return control_problem(400, body.error().detail);
  ObjectReader reader(*body);
  reader.boolean("messages", options.messages)
      .boolean("pre_auth_code", options.pre_auth_code)
      .number("wait_ms", options.wait_ms);
  if (options.wait_ms > longest_check_ms) reader.wrong("wait_ms");
  if (auto read = reader.finish(); !read) co_return control_problem(400, read.error().detail);
  PublishCheck check(simulator, courier, sleeper, options);
  const auto steps = co_await check.run();
  json list = json::array();
  for (const PublishStep& step : steps) {
    list.push_back({{"step", step.name}, {"passed", step.passed}});
    if (!step.passed) list.back()["why"] = step.why;
  }
  const bool passed = std::ranges::all_of(steps, &PublishStep::passed);
  http::Response response;
  response.content_type = "application/json";
  response.body = json{{"passed", passed}, {"steps", std::move(list)}}.dump() + "\n";
  co_return response;
}

}  // namespace simulator
