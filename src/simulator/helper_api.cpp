// Calls beside the main road: WeChat's addresses, the check of callbacks, limits cleared, what a rid was, and
// the customer-service message of the publish check.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "simulator/api.hpp"
#include "simulator/checks.hpp"

namespace simulator {
namespace {

constexpr std::string_view done_body = R"({"errcode":0,"errmsg":"ok"})";
constexpr std::chrono::hours rid_life{7 * 24};
constexpr std::size_t most_messages = 1000;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> known) {
  return std::ranges::find(known, text) != known.end();
}

bool is_of(const World::Holder& holder, const LedgerEntry& entry) {
  if (holder.merchant == nullptr) return entry.path.starts_with("/cgi-bin/component/");
  return entry.merchant == holder.merchant->appid;
}

}  // namespace

Decision address_list(World&, Call&) { return R"({"ip_list":["127.0.0.1"]})"; }

Decision callback_check(World& world, Call& call) {
  if (!call.body) return refuse(47001);
  const auto action = text_member(call, "action");
  if (world.component.event_url.empty()) return refuse(40201);
  if (!is_one_of(action, {"all", "dns", "ping"})) return refuse(40202);
  if (!is_one_of(text_member(call, "check_operator"), {"CHINANET", "UNICOM", "CAP", "DEFAULT"})) {
    return refuse(40203);
  }
  std::string answer = "{";
  base::JsonMembers members(answer);
  members.raw("dns", action == "ping" ? "[]" : R"([{"ip":"127.0.0.1","real_operator":"DEFAULT"}])");
  members.raw("ping", action == "dns" ? "[]"
                                      : R"([{"ip":"127.0.0.1","from_operator":"DEFAULT",)"
                                        R"("package_loss":"0%","time":"1.000ms"}])");
  return answer += '}';
}

Decision clear_quota(World& world, Call& call) {
  if (!call.body) return refuse(47001);
  Merchant* merchant = call.holder->merchant;
  const auto& appid = merchant ? merchant->appid : world.component.appid;
  if (text_member(call, "appid") != appid) return refuse(40013);
  for (auto& [path, quota] : merchant ? merchant->quotas : world.component.quotas) {
    quota.clear();
  }
  return std::string(done_body);
}

Decision rid_get(World&, Call& call) {
  if (!call.body) return refuse(47001);
  const LedgerEntry* entry = call.ledger->find_rid(text_member(call, "rid"));
  if (entry == nullptr || !is_of(*call.holder, *entry) || call.now - entry->time > rid_life) {
    return refuse(76001);
  }
  std::string request = "{";
  base::JsonMembers(request)
      .number("invoke_time", std::chrono::floor<std::chrono::seconds>(entry->time).time_since_epoch().count())
      .number("cost_in_ms", 1)
      .text("request_url", entry->path)
      .text("request_body", base::is_utf8(entry->body) ? entry->body : "")
      .text("response_body", "{\"errcode\":" + std::to_string(entry->errcode.value_or(0)) + "}")
      .text("client_ip", entry->from.to_string());
  std::string answer = "{";
  base::JsonMembers(answer).number("errcode", 0).text("errmsg", "ok").raw("request", request + "}");
  return answer += '}';
}

Decision send_message(World& world, Call& call) {
  if (!call.body) return refuse(47001);
  const Merchant& merchant = *call.holder->merchant;
  if (!merchant.authorized) return refuse(61003);
  if (!merchant.has_permission_set(1)) return refuse(61007);
  const auto text = call.body->find("text");
  if (text_member(call, "msgtype") != "text" || text == call.body->end() || !text->is_object() ||
      !text->contains("content") || !text->at("content").is_string()) {
    return refuse(40097);
  }
  world.sent_messages.push_back(
      {merchant.appid, std::string(text_member(call, "touser")), text->at("content").get<std::string>()});
  if (world.sent_messages.size() > most_messages) world.sent_messages.pop_front();
  return std::string(done_body);
}

}  // namespace simulator
