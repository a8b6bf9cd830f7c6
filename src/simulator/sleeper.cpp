#include "simulator/sleeper.hpp"

namespace simulator {

base::Awaitable<bool> Sleeper::sleep(std::chrono::milliseconds time) {
  if (awake_) co_return false;
  boost::asio::steady_timer timer(loop_, time);
  waiting_.insert(&timer);
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  waiting_.erase(&timer);
  co_return !awake_;
}

void Sleeper::wake_all() {
  awake_ = true;
  for (boost::asio::steady_timer* timer : waiting_) {
    timer->cancel();
  }
}

}  // namespace simulator
