#include "audit/daily_manifest.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

void write_streams(std::string& out, const std::vector<ManifestStream>& streams) {
  out += '[';
  for (const ManifestStream& stream : streams) {
    if (out.back() != '[') out += ',';
    out += '{';
    base::JsonMembers members(out);
    members.text("stream", base::to_hex(stream.stream))
        .number("size", stream.size)
        .text("root", base::to_base64(stream.root));
    if (stream.damaged) members.boolean("damaged", true);
    out += '}';
  }
  out += ']';
}

void write_kinds(std::string& out, const std::array<std::int64_t, 6>& kinds) {
  out += '{';
  base::JsonMembers members(out);
  for (std::size_t kind = 1; kind < kinds.size(); ++kind) {
    if (kinds[kind] > 0) members.number(name(static_cast<Kind>(kind)), kinds[kind]);
  }
  out += '}';
}

// By month, then by the outcome's name.
void write_usage(std::string& out, const DayTotals::Merchant& merchant) {
  std::map<std::pair<std::string, std::string_view>, std::int64_t> lines;
  for (const auto& [key, count] : merchant.usage)
    lines[{key.first, name(key.second)}] = count;
  out += '[';
  for (const auto& [key, count] : lines) {
    if (out.back() != '[') out += ',';
    out += '{';
    base::JsonMembers(out).text("month", key.first).text("outcome", key.second).number("count", count);
    out += '}';
  }
  out += ']';
}

void write_merchants(std::string& out, const DayTotals& totals) {
  out += '[';
  for (const auto& [appid, merchant] : totals.merchants) {
    if (out.back() != '[') out += ',';
    out += '{';
    base::JsonMembers members(out);
    members.text("merchant", appid).number("records", merchant.records);
    write_usage(members.key("usage"), merchant);
    out += '}';
  }
  out += ']';
}

}  // namespace

std::string daily_manifest_text(std::string_view log, std::string_view day, std::string_view previous,
                                const std::vector<ManifestStream>& streams, const DayTotals& totals) {
  std::string out(log);
  out.append("/manifest\n").append(day).append("\n").append(previous).append("\n{");
  base::JsonMembers members(out);
  members.number("v", 1);
  write_streams(members.key("streams"), streams);
  write_kinds(members.key("kinds"), totals.kinds);
  write_merchants(members.key("merchants"), totals);
  return out + "}\n";
}

struct ManifestLoop::Impl {
  Impl(boost::asio::io_context& io, ManifestLoopOptions given, const Signer& key, db::Executor& executor,
       const base::Clock& time, base::Metrics& metrics, base::Log& output)
      : loop(io),
        options(given),
        signer(key),
        database(executor),
        clock(time),
        log(output),
        timer(io),
        overdue(metrics.gauge("marketcode_audit_manifest_overdue",
                              "1: a day has been over for hours and its manifest cannot be made.")) {}

  // True when there may be more to do at once.
  base::Awaitable<bool> step() {
    const base::Deadline deadline{clock.steady() + options.longest};
    const auto made = co_await database.run(
        deadline, [this](db::Connection& connection) { return make_next_manifest(connection, signer); });
    if (!made) {
      log.warn("audit_manifest_failed",
               {{"code", base::name(made.error().code)}, {"cause", made.error().cause}});
      co_return false;
    }
    if (made->day.empty() || made->waiting.empty()) overdue.set(0);
    if (made->day.empty()) co_return false;
    if (made->waiting.empty()) {
      log.info("audit_manifest_made", {{"day", made->day}});
      if (told) told();
      co_return true;
    }
    tell_waiting(*made);
    co_return false;
  }

  void tell_waiting(const ManifestStep& step) {
    const auto day = base::parse_rfc3339(step.day + "T00:00:00Z");
    if (!day || clock.wall() < *day + std::chrono::hours(24) + options.overdue) return;
    overdue.set(1);
    if (complained == step.day) return;
    complained = step.day;
    log.error("audit_manifest_overdue", {{"day", step.day}, {"waiting", step.waiting}});
  }

  static base::Awaitable<> run(std::shared_ptr<Impl> self) {
    while (!self->stopping) {
      const bool more = co_await self->step();
      if (more || self->stopping || std::exchange(self->poked, false)) continue;
      self->timer.expires_after(self->options.every);
      co_await self->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
      self->poked = false;
    }
  }

  boost::asio::io_context& loop;
  ManifestLoopOptions options;
  const Signer& signer;
  db::Executor& database;
  const base::Clock& clock;
  base::Log& log;
  boost::asio::steady_timer timer;
  base::Gauge overdue;
  std::string complained;
  std::function<void()> told;
  std::function<void()> stopped;
  bool stopping = false;
  bool poked = false;
  bool ended = true;
};

ManifestLoop::ManifestLoop(boost::asio::io_context& loop, ManifestLoopOptions options, const Signer& signer,
                           db::Executor& database, const base::Clock& clock, base::Metrics& metrics,
                           base::Log& log)
    : impl_(std::make_shared<Impl>(loop, options, signer, database, clock, metrics, log)) {}

ManifestLoop::~ManifestLoop() = default;

void ManifestLoop::start() {
  impl_->ended = false;
  boost::asio::co_spawn(impl_->loop, Impl::run(impl_), [impl = impl_](std::exception_ptr failure) {
    if (failure) impl->log.error("audit_manifests_ended");
    impl->ended = true;
    if (impl->stopped) impl->stopped();
  });
}

void ManifestLoop::stop(std::function<void()> done) {
  if (impl_->ended) return done();
  impl_->stopped = std::move(done);
  impl_->stopping = true;
  impl_->timer.cancel();
}

void ManifestLoop::poke() {
  impl_->poked = true;
  impl_->timer.cancel();
}

void ManifestLoop::on_made(std::function<void()> call) { impl_->told = std::move(call); }

}  // namespace audit
