#include "audit/personal.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "audit/personal_store.hpp"
#include "base/async.hpp"

namespace audit {
namespace {

constexpr std::chrono::minutes every{15};
constexpr std::chrono::seconds personal_patience{30};

}  // namespace

struct PersonalLoop::Impl {
  Impl(boost::asio::io_context& io, PersonalOptions given, const crypto::KeyRing& key_ring,
       db::Executor& executor, const base::Clock& time, base::Random& source, base::Log& output)
      : loop(io),
        options(std::move(given)),
        keys(key_ring),
        database(executor),
        clock(time),
        random(source),
        log(output),
        timer(io) {}

  base::Deadline soon() const { return base::Deadline{clock.steady() + personal_patience}; }

  base::Awaitable<> look() {
    const auto days = co_await database.run(soon(), [keep = options.keep_days](db::Connection& connection) {
      return destroy_day_keys(connection, keep);
    });
    if (!days) {
      complain(days.error());
      co_return;
    }
    for (const std::string& day : *days) {
      const auto cleared = co_await clear(day);
      if (!cleared) {
        complain(cleared.error());
        co_return;
      }
      if (stopped) co_return;
    }
  }

  base::Awaitable<base::Result<>> clear(std::string day) {
    const auto stretches = co_await database.run(
        soon(), [day](db::Connection& connection) { return stretches_of(connection, day); });
    if (!stretches) co_return std::unexpected(stretches.error());
    for (const Stretch& stretch : *stretches) {
      const auto cleared = co_await database.run(soon(), [day, stretch](db::Connection& connection) {
        return clear_clients(connection, day, stretch);
      });
      if (!cleared) co_return std::unexpected(cleared.error());
      if (stopped) co_return base::Result<>{};
    }
    const auto told = co_await database.run(soon(), [this, day](db::Connection& connection) {
      return finish_clearing(connection, day, options.instance, keys, clock, random);
    });
    if (!told) co_return std::unexpected(told.error());
    if (*told) log.info("audit_day_key_destroyed", {{"day", day}, {"records", **told}});
    co_return base::Result<>{};
  }

  void complain(const base::Error& error) {
    log.warn("audit_day_keys_failed", {{"code", base::name(error.code)}, {"cause", error.cause}});
  }

  static base::Awaitable<> run(std::shared_ptr<Impl> self) {
    while (!self->stopped) {
      if (self->options.keep_days > 0) co_await self->look();
      if (self->stopped) break;
      self->timer.expires_after(every);
      co_await self->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    self->stopped();
  }

  boost::asio::io_context& loop;
  PersonalOptions options;
  const crypto::KeyRing& keys;
  db::Executor& database;
  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
  boost::asio::steady_timer timer;
  std::function<void()> stopped;
};

PersonalLoop::PersonalLoop(boost::asio::io_context& loop, PersonalOptions options,
                           const crypto::KeyRing& keys, db::Executor& database, const base::Clock& clock,
                           base::Random& random, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), keys, database, clock, random, log)) {}

PersonalLoop::~PersonalLoop() = default;

void PersonalLoop::start() {
  boost::asio::co_spawn(impl_->loop, Impl::run(impl_), [impl = impl_](std::exception_ptr failure) {
    if (failure) impl->log.error("audit_day_keys_ended");
  });
}

void PersonalLoop::stop(std::function<void()> done) {
  impl_->stopped = std::move(done);
  impl_->timer.cancel();
}

}  // namespace audit
