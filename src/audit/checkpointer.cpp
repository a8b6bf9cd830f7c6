#include "audit/checkpointer.hpp"

#include <exception>
#include <set>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "audit/checkpoint_store.hpp"
#include "base/async.hpp"
#include "base/ids.hpp"

namespace audit {
namespace {

// A full stream of 2^20 records is read and hashed in one go.
constexpr std::chrono::minutes longest_reread{2};

}  // namespace

struct Checkpointer::Impl : std::enable_shared_from_this<Impl> {
  Impl(boost::asio::io_context& io, CheckpointerOptions given, const Signer& key, StreamHeads& published,
       db::Executor& executor, const base::Clock& time, base::Metrics& metrics, base::Log& output)
      : loop(io),
        options(given),
        signer(key),
        heads(published),
        database(executor),
        clock(time),
        log(output),
        timer(io),
        made(metrics.counter("marketcode_audit_checkpoints_total",
                             "Checkpoints that were signed and stored.")),
        failed(metrics.counter("marketcode_audit_checkpoint_failures_total",
                               "Times that checkpoints could not be stored.")),
        damaged(metrics.gauge("marketcode_audit_unsigned_damaged_streams",
                              "Streams that this process refuses to sign because they are damaged.")) {}

  base::Deadline deadline() const { return {clock.steady() + options.database}; }

  base::Awaitable<> sign_grown() {
    std::vector<SignedCheckpoint> list;
    for (const StreamHead& head : heads.grown()) {
      if (refused.contains(head.stream)) continue;
      Checkpoint checkpoint{signer.verifier().name(), head.stream, head.size, head.root()};
      std::string note = signer.sign(checkpoint_text(checkpoint));
      list.push_back({std::move(checkpoint), std::move(note)});
    }
    if (list.empty()) co_return;
    const auto stored = co_await database.run(
        deadline(), [list](db::Connection& connection) { return store_checkpoints(connection, list); });
    if (!stored) {
      failed.add();
      log.warn("audit_checkpoints_not_stored",
               {{"code", base::name(stored.error().code)}, {"cause", stored.error().cause}});
      co_return;
    }
    for (std::size_t i = 0; i < list.size(); ++i)
      settle(list[i].checkpoint, (*stored)[i]);
    if (told) told();
  }

  void settle(const Checkpoint& checkpoint, Stored stored) {
    if (stored == Stored::conflict)
      return refuse(checkpoint.stream, "a checkpoint of this size has another root");
    if (stored == Stored::yes) made.add();
    heads.signed_up_to(checkpoint.stream, checkpoint.size);
  }

  void refuse(std::int64_t stream, const std::string& what) {
    refused.insert(stream);
    damaged.set(static_cast<double>(refused.size()));
    log.error("audit_stream_damaged", {{"stream", base::to_hex(stream)}, {"what", what}});
  }

  // Streams whose process died between sealing and signing.
  base::Awaitable<> adopt_orphans() {
    const auto orphans = co_await database.run(
        deadline(),
        [after = options.orphaned_after.count(), except = std::vector(refused.begin(), refused.end())](
            db::Connection& connection) { return unsigned_ends(connection, after, except); });
    if (!orphans) co_return;
    for (const std::int64_t stream : *orphans) {
      if (stopping) co_return;
      const base::Deadline patience{clock.steady() + longest_reread};
      const auto read = co_await database.run(
          patience, [stream](db::Connection& connection) { return reread_sealed(connection, stream); });
      if (!read) continue;
      if (read->damage.empty()) {
        heads.publish(stream, read->tree, true);
      } else {
        refuse(stream, read->damage);
      }
    }
  }

  static base::Awaitable<> run(std::shared_ptr<Impl> self) {
    base::SteadyTime look_for_orphans = self->clock.steady();
    while (!self->stopping) {
      if (self->clock.steady() >= look_for_orphans) {
        look_for_orphans = self->clock.steady() + self->options.orphaned_after;
        co_await self->adopt_orphans();
      }
      self->poked = false;
      co_await self->sign_grown();
      if (self->stopping || self->poked) continue;
      self->timer.expires_after(self->options.every);
      co_await self->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    co_await self->sign_grown();  // what the writer wrote while it stopped
  }

  void poke() {
    poked = true;
    timer.cancel();
  }

  boost::asio::io_context& loop;
  CheckpointerOptions options;
  const Signer& signer;
  StreamHeads& heads;
  db::Executor& database;
  const base::Clock& clock;
  base::Log& log;
  boost::asio::steady_timer timer;
  base::Counter made;
  base::Counter failed;
  base::Gauge damaged;
  std::set<std::int64_t> refused;
  std::function<void()> told;
  std::function<void()> stopped;
  bool stopping = false;
  bool poked = false;
  bool ended = true;
};

Checkpointer::Checkpointer(boost::asio::io_context& loop, CheckpointerOptions options, const Signer& signer,
                           StreamHeads& heads, db::Executor& database, const base::Clock& clock,
                           base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, options, signer, heads, database, clock, metrics, log)) {}

Checkpointer::~Checkpointer() = default;

void Checkpointer::start() {
  impl_->ended = false;
  boost::asio::co_spawn(impl_->loop, Impl::run(impl_), [impl = impl_](std::exception_ptr failure) {
    if (failure) impl->log.error("audit_checkpointer_ended");
    impl->ended = true;
    if (impl->stopped) impl->stopped();
  });
}

void Checkpointer::stop(std::function<void()> done) {
  if (impl_->ended) return done();
  impl_->stopped = std::move(done);
  impl_->stopping = true;
  impl_->timer.cancel();
}

void Checkpointer::poke() {
  boost::asio::post(impl_->loop, [impl = impl_] { impl->poke(); });
}

void Checkpointer::on_signed(std::function<void()> call) { impl_->told = std::move(call); }

}  // namespace audit
