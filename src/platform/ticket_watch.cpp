#include "platform/ticket_watch.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "platform/ticket_store.hpp"

namespace platform {
namespace {

using namespace std::chrono_literals;

constexpr auto overdue_after = 30min;

double seconds_of(base::Micros time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

bool is_ticket_overdue(const std::optional<base::WallTime>& received_at, base::WallTime now) {
  return !received_at || now - *received_at > overdue_after;
}

class TicketWatch::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, TicketWatchOptions options, const ComponentToken& component,
       TicketCalls& calls, db::Executor& database, const base::Clock& clock, base::Metrics& metrics,
       base::Log& log)
      : loop_(loop.get_executor()),
        options_(options),
        component_(component),
        calls_(calls),
        database_(database),
        clock_(clock),
        log_(log),
        age_(metrics.gauge("marketcode_ticket_age_seconds",
                           "Since the last component_verify_ticket came; +Inf: none ever has.")),
        left_(metrics.gauge("marketcode_component_token_left_seconds",
                            "Until the component_access_token expires; 0: there is none.")),
        timer_(loop) {}

  void start();
  void stop(std::function<void()> done);

 private:
  base::Awaitable<void> run();
  base::Awaitable<void> ask();
  void show(const PlatformState& state) const;

  const boost::asio::any_io_executor loop_;
  const TicketWatchOptions options_;
  const ComponentToken& component_;
  TicketCalls& calls_;
  db::Executor& database_;
  const base::Clock& clock_;
  base::Log& log_;
  const base::Gauge age_;
  const base::Gauge left_;

  // On the loop only.
  boost::asio::steady_timer timer_;
  bool stopping_ = false;
  bool running_ = false;
  std::function<void()> on_stopped_;
  base::SteadyTime quiet_until_{};  // no use to look at the database before
};

void TicketWatch::Impl::start() {
  running_ = true;
  auto loop = run();
  boost::asio::co_spawn(loop_, std::move(loop),
                        [self = shared_from_this()](const std::exception_ptr& thrown) {
                          if (thrown) self->log_.error("ticket_watch_ended");
                          self->running_ = false;
                          if (self->on_stopped_) self->on_stopped_();
                        });
}

void TicketWatch::Impl::stop(std::function<void()> done) {
  stopping_ = true;
  timer_.cancel();
  if (!running_) return done();
  on_stopped_ = std::move(done);
}

base::Awaitable<void> TicketWatch::Impl::run() {
  while (!stopping_) {
    const auto state = component_.state();
    show(state);
    const bool overdue = is_ticket_overdue(state.ticket_received_at, clock_.wall());
    if (options_.pushes && overdue && clock_.steady() >= quiet_until_) co_await ask();
    if (stopping_) co_return;
    timer_.expires_after(options_.look);
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

void TicketWatch::Impl::show(const PlatformState& state) const {
  const auto now = clock_.wall();
  age_.set(state.ticket_received_at ? seconds_of(now - *state.ticket_received_at)
                                    : std::numeric_limits<double>::infinity());
  const auto left = state.token_expires_at ? *state.token_expires_at - now : base::Micros::zero();
  left_.set(std::max(0.0, seconds_of(left)));
}

base::Awaitable<void> TicketWatch::Impl::ask() {
  const auto begun = clock_.steady();
  auto taken = co_await database_.run(base::Deadline{begun + options_.database},
                                      [pause = options_.ask_again](db::Connection& connection) {
                                        return take_ticket_request(connection, pause);
                                      });
  if (!taken) {
    log_.warn("ticket_request_not_taken", {{"cause", taken.error().cause}});
    co_return;
  }
  // Whoever took it last may have been another gateway, at any moment of the pause.
  if (!*taken) {
    quiet_until_ = begun + std::min<std::chrono::milliseconds>(options_.ask_again, 1min);
    co_return;
  }
  quiet_until_ = begun + options_.ask_again;
  auto answer = co_await calls_.start_push(base::Deadline{clock_.steady() + options_.call});
  if (answer) {
    log_.warn("ticket_overdue", {{"asked", true}, {"weixin_says", *answer}});
  } else {
    log_.warn("ticket_overdue", {{"asked", false},
                                 {"errcode", answer.error().errcode.value_or(0)},
                                 {"cause", answer.error().error.cause}});
  }
}

TicketWatch::TicketWatch(boost::asio::io_context& loop, TicketWatchOptions options,
                         const ComponentToken& component, TicketCalls& calls, db::Executor& database,
                         const base::Clock& clock, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, options, component, calls, database, clock, metrics, log)) {}

TicketWatch::~TicketWatch() = default;

void TicketWatch::start() { impl_->start(); }
void TicketWatch::stop(std::function<void()> done) { impl_->stop(std::move(done)); }

}  // namespace platform
