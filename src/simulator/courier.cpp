#include "simulator/courier.hpp"

#include <exception>
#include <utility>

#include "base/text.hpp"
#include "http/tls.hpp"

namespace simulator {
namespace {

constexpr std::size_t longest_reply = 1 << 16;
constexpr std::size_t longest_reply_kept = 1024;
constexpr std::chrono::milliseconds ticket_poll{100};

// https pushes are possible where the system's certificates are; http always.
std::shared_ptr<http::TlsClientContext> system_trust() {
  return http::TlsClientContext::load({}).value_or(nullptr);
}

// "http://host:port" and "/path?query" of a URL.
std::pair<std::string, std::string> split_url(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  if (path == std::string::npos) return {url, "/"};
  return {url.substr(0, path), url.substr(path)};
}

void replace_appid(std::string& url, const std::string& appid) {
  constexpr std::string_view place = "$APPID$";
  if (const auto at = url.find(place); at != std::string::npos) url.replace(at, place.size(), appid);
}

// An event wants exactly "success"; a message also takes nothing, or an encrypted answer.
bool is_welcome(const Push& push, const PushRecord& record) {
  if (record.status != 200) return false;
  if (record.reply == "success") return true;
  return !push.openid.empty() && (record.reply.empty() || record.reply.starts_with("<xml>"));
}

}  // namespace

Courier::Courier(boost::asio::io_context& loop, Simulator& simulator, Sleeper& sleeper,
                 const base::Clock& clock, base::Random& random)
    : loop_(loop),
      simulator_(simulator),
      sleeper_(sleeper),
      clock_(clock),
      random_(random),
      client_(loop, {}, system_trust(), clock) {}

std::optional<Courier::Parcel> Courier::pack(const Push& push) {
  return simulator_.locked([&](Simulator::State& state, base::WallTime now) -> std::optional<Parcel> {
    const Component& component = state.world.component;
    std::string url = push.openid.empty() ? component.event_url : component.message_url;
    if (url.empty()) return std::nullopt;
    replace_appid(url, push.appid);
    Parcel parcel{.record = {.time = now, .kind = push.kind, .appid = push.appid, .url = url}};
    if (!push.forced && state.pushes.paused(now)) {
      parcel.record.problem = "pushing pauses after failures";
      return parcel;
    }
    const auto receiver = push.openid.empty()
                              ? std::pair<std::string, std::string>("AppId", component.appid)
                              : std::pair<std::string, std::string>("ToUserName", push.user_name);
    const auto sealed =
        seal_push(component, render_push(push.members, push.flaws), receiver, push.flaws, now, random_);
    const auto [server, target] = split_url(url);
    const auto origin = http::Origin::parse(server);
    if (!sealed || !origin) {
      parcel.record.problem = sealed ? origin.error().detail : sealed.error().detail;
      return parcel;
    }
    parcel.origin = *origin;
    parcel.target = target + (target.contains('?') ? "&" : "?") + sealed->query;
    if (!push.openid.empty()) parcel.target += "&openid=" + push.openid;
    parcel.body = sealed->body;
    parcel.timeout = std::chrono::milliseconds(state.world.settings.push_timeout_ms);
    return parcel;
  });
}

base::Awaitable<> Courier::send(Parcel& parcel) {
  if (!parcel.origin) co_return;
  http::OutgoingRequest request;
  request.target = parcel.target;
  request.content_type = "text/xml";
  request.body = parcel.body;
  request.response_limit = longest_reply;
  request.fresh_connection = true;  // as pushes that come from ever other servers
  const base::Deadline deadline{clock_.steady() + parcel.timeout};
  const http::Exchange exchange = co_await client_.send(*parcel.origin, request, deadline);
  parcel.record.took = exchange.took;
  if (!exchange.result) {
    parcel.record.problem = exchange.result.error().detail;
    co_return;
  }
  parcel.record.status = exchange.result->status;
  parcel.record.reply = exchange.result->body;
}

PushRecord Courier::note(const Push& push, PushRecord record) {
  record.ok = is_welcome(push, record);
  return simulator_.locked([&](Simulator::State& state, base::WallTime now) {
    const bool counts = !push.forced && !state.pushes.paused(now);
    if (counts) state.pushes.note(record.ok, state.world.settings, now);
    PushRecord kept = record;
    kept.reply.resize(std::min(kept.reply.size(), longest_reply_kept));
    if (!base::is_utf8(kept.reply)) kept.reply = "not UTF-8";
    record.n = state.pushes.append(std::move(kept)).n;
    return record;
  });
}

base::Awaitable<std::vector<PushRecord>> Courier::deliver(Push push) {
  std::vector<PushRecord> records;
  for (std::uint64_t i = 0; i < push.times; ++i) {
    if (push.delay.count() > 0) {
      const bool slept = co_await sleeper_.sleep(push.delay);
      if (!slept) break;
    }
    auto parcel = pack(push);
    if (!parcel) break;
    co_await send(*parcel);
    records.push_back(note(push, std::move(parcel->record)));
  }
  co_return records;
}

void Courier::send_off(Push push) {
  boost::asio::co_spawn(
      loop_, deliver(std::move(push)),
      // What can go wrong is in the log of pushes; an exception is a defect of this program.
      [](std::exception_ptr error, const std::vector<PushRecord>&) {
        if (error) std::rethrow_exception(error);
      });
}

base::Awaitable<> Courier::push_due_ticket() {
  auto push = simulator_.locked([](Simulator::State& state, base::WallTime now) -> std::optional<Push> {
    const auto ticket = state.pushes.take_due_ticket(state.world, now);
    if (!ticket) return std::nullopt;
    const auto created = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    return Push{.kind = "component_verify_ticket",
                .appid = {},
                .members = event_members(state.world.component, "component_verify_ticket", created,
                                         ticket_members(*ticket))};
  });
  if (push) co_await deliver(std::move(*push));
}

base::Awaitable<> Courier::push_tickets() {
  for (;;) {
    const bool awake = co_await sleeper_.sleep(ticket_poll);
    if (!awake) co_return;
    co_await push_due_ticket();
  }
}

}  // namespace simulator
