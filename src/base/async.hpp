// Coroutines, and the one way a value comes back from another thread.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/clock.hpp"

namespace base {

template <class T = void>
using Awaitable = boost::asio::awaitable<T>;

// One value handed from any thread to one coroutine on an event loop. Held by shared_ptr from both sides.
// The waiting side gives up at its deadline; a value that arrives later goes to `on_late`, on the same loop.
// All state is touched on the loop only, so there is no lock.
template <class T>
class Handoff : public std::enable_shared_from_this<Handoff<T>> {
 public:
  explicit Handoff(const boost::asio::any_io_executor& loop) : timer_(loop) {}

  // Any thread, once.
  void deliver(T value) {
    boost::asio::post(timer_.get_executor(),
                      [self = this->shared_from_this(), value = std::move(value)]() mutable {
                        self->accept(std::move(value));
                      });
  }

  // On the loop, once: like deliver, but at once.
  void accept(T value) {
    if (gave_up_) {
      if (on_late_) on_late_(std::move(value));
      return;
    }
    value_ = std::move(value);
    timer_.cancel();
  }

  // On the loop: what to do with a value that comes after wait() gave up. Set before wait().
  template <class F>
  void on_late(F f) {
    on_late_ = std::move(f);
  }

  // On the loop, once: the value, or nothing when the deadline came first.
  Awaitable<std::optional<T>> wait(Deadline deadline) {
    const auto self = this->shared_from_this();
    if (!value_) {
      timer_.expires_at(deadline.at);
      co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    gave_up_ = !value_.has_value();
    co_return std::move(value_);
  }

  boost::asio::any_io_executor executor() { return timer_.get_executor(); }

 private:
  boost::asio::steady_timer timer_;
  std::optional<T> value_;
  bool gave_up_ = false;
  std::move_only_function<void(T)> on_late_;
};

// Runs `work` as a coroutine on another loop and resumes the caller on its own. Nothing when the deadline
// came first: then the work goes on to its end and its result is lost. An exception in the work counts as no
// result.
template <class F, class T = typename std::invoke_result_t<F&>::value_type>
Awaitable<std::optional<T>> run_on(boost::asio::any_io_executor other, Deadline deadline, F work) {
  const auto here = co_await boost::asio::this_coro::executor;
  const auto handoff = std::make_shared<Handoff<std::optional<T>>>(here);
  const auto finish = [handoff](std::exception_ptr failure, std::optional<T> result) {
    handoff->deliver(failure ? std::nullopt : std::move(result));
  };
  auto job = [work = std::move(work)]() mutable -> Awaitable<std::optional<T>> { co_return co_await work(); };
  boost::asio::co_spawn(other, std::move(job), finish);
  auto result = co_await handoff->wait(deadline);
  if (!result) co_return std::nullopt;
  co_return std::move(*result);
}

}  // namespace base
