#include "http/watchdog.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace http {
namespace {

using Time = std::chrono::steady_clock::time_point;
constexpr Time never = Time::max();

}  // namespace

struct Watchdog::State : std::enable_shared_from_this<State> {
  State(const boost::asio::any_io_executor& loop, std::function<void()> f)
      : timer(loop), end_wait(std::move(f)) {}

  void wait_until(Time time);
  void fired();

  boost::asio::steady_timer timer;
  std::function<void()> end_wait;  // empty once the watchdog is gone
  Time moment = never;
  Time waiting_for = never;  // when the timer fires; never: nothing is pending
  bool expired = false;
};

void Watchdog::State::wait_until(Time time) {
  waiting_for = time;
  timer.expires_at(time);
  timer.async_wait([self = shared_from_this(), time](const boost::system::error_code& error) {
    // A wait that was replaced by a sooner one may still come through as a success.
    if (!error && self->waiting_for == time) self->fired();
  });
}

void Watchdog::State::fired() {
  waiting_for = never;
  if (moment == never || !end_wait) return;
  if (moment > std::chrono::steady_clock::now()) return wait_until(moment);
  moment = never;
  expired = true;
  end_wait();
}

Watchdog::Watchdog(const boost::asio::any_io_executor& loop, std::function<void()> end_wait)
    : state_(std::make_shared<State>(loop, std::move(end_wait))) {}

Watchdog::~Watchdog() {
  state_->end_wait = nullptr;
  state_->timer.cancel();
}

void Watchdog::arm(std::chrono::milliseconds limit) { arm(std::chrono::steady_clock::now() + limit); }

void Watchdog::arm(Time moment) {
  state_->expired = false;
  state_->moment = moment;
  if (state_->moment < state_->waiting_for) state_->wait_until(state_->moment);
}

void Watchdog::disarm() {
  state_->moment = never;
  state_->expired = false;
}

bool Watchdog::expired() const { return state_->expired; }

}  // namespace http
