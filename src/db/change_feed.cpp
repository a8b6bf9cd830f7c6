#include "db/change_feed.hpp"

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "db/listener.hpp"
#include "db/wake_up.hpp"

namespace db {
namespace {

constexpr const char* change_channel = "marketcode_change";
constexpr const char* poll_sql =
    "SELECT value, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM change_counter";

}  // namespace

struct ChangeFeed::Impl {
  Impl(ConnectOptions options, std::vector<ChangeReader> given, const base::Clock& clk, base::Log& logger,
       std::chrono::milliseconds pause)
      : connect(std::move(options)), readers(std::move(given)), clock(clk), log(logger), interval(pause) {}

  base::Result<> open();
  base::Result<> round();
  base::Result<> read_changes(Connection& session);
  void run();
  void step();
  void sleep();
  void lost(const base::Error& error);

  ConnectOptions connect;
  std::vector<ChangeReader> readers;
  const base::Clock& clock;
  base::Log& log;
  const std::chrono::milliseconds interval;

  Listener::Handlers handlers;
  ServerClock* server_clock = nullptr;
  std::mutex mutex;  // held where `listener` is replaced, and by the destructor
  std::unique_ptr<Listener> listener;
  bool notified = false;             // NOTIFY marketcode_change came since the last round
  base::SteadyTime due;              // of the next round without NOTIFY
  std::optional<std::int64_t> seen;  // the counter that the readers have been brought up to
  bool failing = false;
  std::atomic<base::SteadyTime> newest{base::SteadyTime::min()};  // the newest successful round

  WakeUp stop;
  std::atomic<bool> stopping = false;
  std::thread thread;
};

ChangeFeed::ChangeFeed(ConnectOptions connect, std::vector<ChangeReader> readers, const base::Clock& clock,
                       base::Log& log, std::chrono::milliseconds interval)
    : impl_(std::make_unique<Impl>(std::move(connect), std::move(readers), clock, log, interval)) {}

ChangeFeed::~ChangeFeed() {
  impl_->stopping = true;
  impl_->stop.raise();
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->listener) impl_->listener->connection().cut();  // it only reads: nothing is lost
  }
  if (impl_->thread.joinable()) impl_->thread.join();
}

void ChangeFeed::on_notify(std::string channel, std::function<void(std::string_view)> handler) {
  impl_->handlers[std::move(channel)] = std::move(handler);
}

void ChangeFeed::sets(ServerClock& clock) { impl_->server_clock = &clock; }

base::Result<> ChangeFeed::load() {
  impl_->handlers[change_channel] = [impl = impl_.get()](std::string_view) { impl->notified = true; };
  auto loaded = impl_->open();
  if (loaded) loaded = impl_->round();
  if (!loaded) return loaded;
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
  return {};
}

std::chrono::milliseconds ChangeFeed::age() const {
  const auto newest = impl_->newest.load();
  if (newest == base::SteadyTime::min()) return std::chrono::milliseconds::max();
  return std::chrono::duration_cast<std::chrono::milliseconds>(impl_->clock.steady() - newest);
}

// LISTEN comes before the first look at the counter: a change after that look is told by a notification.
base::Result<> ChangeFeed::Impl::open() {
  auto opened = Listener::open(connect, handlers);
  if (!opened) return std::unexpected(opened.error());
  {
    const std::lock_guard lock(mutex);
    listener = std::move(*opened);
  }
  notified = true;
  return {};
}

base::Result<> ChangeFeed::Impl::round() {
  notified = false;
  due = clock.steady() + interval;
  auto result =
      attempt(listener->connection(), [this](Connection& session) { return read_changes(session); });
  if (result) newest = clock.steady();
  return result;
}

// BEGIN and COMMIT go out as statements, because a pqxx::transaction would keep the readers from making
// theirs on the same session.
base::Result<> ChangeFeed::Impl::read_changes(Connection& session) {
  const auto execute = [&session](const char* sql) { return pqxx::nontransaction(session.raw()).exec(sql); };
  execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const auto poll = execute(poll_sql).at(0);
  if (server_clock != nullptr) server_clock->set(time_of(poll[1]), clock.steady());
  const auto counter = poll[0].as<std::int64_t>();
  if (counter != seen) {
    // A smaller counter is an older database, restored or failed over to: everything is read again.
    if (seen && counter < *seen) log.warn("change_counter_went_back", {{"from", *seen}, {"to", counter}});
    const auto since = seen && counter > *seen ? *seen : 0;
    for (const ChangeReader& reader : readers) {
      if (auto read = reader(session, since); !read) return read;
    }
  }
  execute("COMMIT");
  seen = counter;
  return {};
}

void ChangeFeed::Impl::run() {
  while (!stopping) {
    step();
    sleep();
  }
}

// Brings everything up to date and leaves when there is nothing to do until a notification or `due`.
void ChangeFeed::Impl::step() {
  base::Result<> result = listener ? base::Result<>() : open();
  if (result) result = listener->receive();
  while (result && !stopping && (notified || clock.steady() >= due)) {
    result = round();
    if (result) result = listener->receive();  // what came during the round
  }
  if (!result) return lost(result.error());
  if (failing) log.info("change_feed_back");
  failing = false;
}

// The session is given up whatever went wrong: its transaction may be open.
void ChangeFeed::Impl::lost(const base::Error& error) {
  if (!failing && !stopping)
    log.warn("change_feed_lost", {{"code", base::name(error.code)}, {"cause", error.cause}});
  failing = true;
  const bool had_session = listener != nullptr;
  {
    const std::lock_guard lock(mutex);
    listener.reset();
  }
  // A session that broke is replaced at once; when that fails too, after the interval.
  due = had_session && error.code == base::Code::database_unavailable ? clock.steady()
                                                                      : clock.steady() + interval;
}

void ChangeFeed::Impl::sleep() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - clock.steady());
  pollfd waiting[2] = {{stop.fd(), POLLIN, 0}, {listener ? listener->connection().socket() : -1, POLLIN, 0}};
  ::poll(waiting, 2, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, interval.count())));
}

}  // namespace db
