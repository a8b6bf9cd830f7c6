#include "platform/reconcile_loop.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tokens/backoff.hpp"

namespace platform {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_look = 1min;  // between two looks at what is due
constexpr std::chrono::milliseconds done_lately = 1h;     // before a start
constexpr auto quota_pause = 1h;
constexpr auto failure_pause = 10min;

}  // namespace

class ReconcileLoop::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, ReconcileTimes times, ReconcilerOptions options,
       const crypto::KeyRing& keys, db::Executor& database, MerchantCalls& merchants,
       tokens::TokenCalls& tokens, tokens::ComponentTokens& component, const base::Clock& clock,
       base::Random& random, base::Log& log)
      : loop_(loop),
        times_(times),
        clock_(clock),
        random_(random),
        log_(log),
        reconciler_(loop, std::move(options), keys, database, merchants, tokens, component, clock, random,
                    log),
        timer_(loop) {}

  void start() {
    if (times_.every.count() == 0 && times_.reread.count() == 0) return;
    running_ = true;
    boost::asio::co_spawn(loop_, run(), [self = shared_from_this()](const std::exception_ptr& thrown) {
      if (thrown) self->log_.error("reconcile_loop_ended");
      self->running_ = false;
      if (self->stopped_) self->stopped_();
    });
  }

  void stop(std::function<void()> done) {
    stopping_ = true;
    reconciler_.stop();
    timer_.cancel();
    if (!running_) return done();
    stopped_ = std::move(done);
  }

 private:
  base::Awaitable<void> run() {
    const auto share = tokens::chance(random_);
    co_await pause(std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(times_.delay.count()) * share)));
    auto since = std::min(times_.every, done_lately);
    while (!stopping_) {
      if (times_.every.count() > 0) co_await reconcile(since);
      since = times_.every;
      if (!stopping_) co_await reread();
      co_await pause(times_.every.count() > 0 ? std::min(times_.every, longest_look) : longest_look);
    }
  }

  base::Awaitable<void> reconcile(std::chrono::milliseconds since) {
    if (clock_.steady() < next_reconcile_) co_return;
    ReconcileMode mode;
    mode.pause = std::chrono::duration_cast<std::chrono::seconds>(since);
    const auto report = co_await reconciler_.run(mode, [](std::string_view, std::size_t, std::size_t) {});
    if (report && !report->cut_short) co_return;
    const base::Error& error = report ? *report->cut_short : report.error();
    if (error.code == base::Code::busy) co_return;
    next_reconcile_ = clock_.steady() + failure_pause;
    log_.warn("reconcile_failed", {{"code", base::name(error.code)},
                                   {"cause", error.cause.empty() ? error.detail : error.cause}});
  }

  base::Awaitable<void> reread() {
    if (times_.reread.count() == 0 || clock_.steady() < next_reread_) co_return;
    const bool quota_left =
        co_await reconciler_.reread_some(std::chrono::duration_cast<std::chrono::seconds>(times_.reread));
    next_reread_ = clock_.steady() + (quota_left ? 55s : std::chrono::seconds(quota_pause));
  }

  base::Awaitable<void> pause(std::chrono::milliseconds length) {
    if (stopping_) co_return;
    timer_.expires_after(length);
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }

  boost::asio::io_context& loop_;
  const ReconcileTimes times_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  Reconciler reconciler_;
  boost::asio::steady_timer timer_;
  base::SteadyTime next_reread_{};
  base::SteadyTime next_reconcile_{};  // after one that failed
  bool running_ = false;
  bool stopping_ = false;
  std::function<void()> stopped_;
};

ReconcileLoop::ReconcileLoop(boost::asio::io_context& loop, ReconcileTimes times, ReconcilerOptions options,
                             const crypto::KeyRing& keys, db::Executor& database, MerchantCalls& merchants,
                             tokens::TokenCalls& tokens, tokens::ComponentTokens& component,
                             const base::Clock& clock, base::Random& random, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, times, std::move(options), keys, database, merchants, tokens,
                                   component, clock, random, log)) {}

ReconcileLoop::~ReconcileLoop() = default;

void ReconcileLoop::start() { impl_->start(); }
void ReconcileLoop::stop(std::function<void()> done) { impl_->stop(std::move(done)); }

}  // namespace platform
