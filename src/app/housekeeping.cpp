#include "app/housekeeping.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "app/instance_store.hpp"
#include "base/async.hpp"
#include "db/transaction.hpp"
#include "platform/consent_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace app {
namespace {

constexpr std::chrono::seconds housekeeping_period{15};
constexpr std::chrono::seconds housekeeping_patience{2};
constexpr std::chrono::hours codes_kept{7 * 24};  // a push may tell of one late
constexpr int codes_at_once = 500;

}  // namespace

struct Housekeeping::Impl {
  Impl(boost::asio::io_context& io, std::string id, tenancy::Directory& known, db::Executor& executor,
       const base::Clock& time, base::Log& output)
      : loop(io),
        instance(std::move(id)),
        directory(known),
        database(executor),
        clock(time),
        log(output),
        timer(io) {}

  base::Awaitable<> tidy(bool last) {
    auto used = directory.take_used();
    const base::Deadline deadline{clock.steady() + housekeeping_patience};
    const auto written = co_await database.run(
        deadline, [this, last, used = std::move(used)](db::Connection& connection) -> base::Result<> {
          const auto beaten = last ? end_instance(connection, instance) : beat_instance(connection, instance);
          if (!beaten) return beaten;
          if (auto deleted = platform::delete_old_codes(connection, codes_kept, codes_at_once); !deleted) {
            return deleted;
          }
          if (used.empty()) return beaten;
          return db::in_transaction(connection, [&](db::Transaction& transaction) {
            return tenancy::store_last_used(transaction, used);
          });
        });
    if (!written) log.warn("housekeeping_failed", {{"code", base::name(written.error().code)}});
  }

  static base::Awaitable<> run(std::shared_ptr<Impl> self) {
    while (!self->stopped) {
      self->timer.expires_after(housekeeping_period);
      co_await self->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
      co_await self->tidy(self->stopped != nullptr);
    }
    self->stopped();
  }

  boost::asio::io_context& loop;
  std::string instance;
  tenancy::Directory& directory;
  db::Executor& database;
  const base::Clock& clock;
  base::Log& log;
  boost::asio::steady_timer timer;
  std::function<void()> stopped;
};

Housekeeping::Housekeeping(boost::asio::io_context& loop, std::string instance, tenancy::Directory& directory,
                           db::Executor& database, const base::Clock& clock, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(instance), directory, database, clock, log)) {}

Housekeeping::~Housekeeping() = default;

void Housekeeping::start() {
  boost::asio::co_spawn(impl_->loop, Impl::run(impl_), [impl = impl_](std::exception_ptr failure) {
    if (failure) impl->log.error("housekeeping_ended");
  });
}

void Housekeeping::stop(std::function<void()> done) {
  impl_->stopped = std::move(done);
  impl_->timer.cancel();
}

}  // namespace app
