// One piece of work at a time for a key; whoever comes meanwhile shares its end.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"

namespace tokens {

// Lives on one loop. Each waiter has its own deadline; the work goes on when they give up. T is copied to
// each.
template <class T>
class SingleFlight {
 public:
  explicit SingleFlight(boost::asio::any_io_executor loop) : loop_(std::move(loop)) {}

  bool running(int key) const { return flights_.contains(key); }
  std::size_t running() const { return flights_.size(); }
  // False when it runs already. Who gets true does the work and calls end().
  bool begin(int key) { return flights_.try_emplace(key, std::make_shared<Flight>()).second; }
  // Whether anybody waits for it now.
  bool awaited(int key) const {
    const auto found = flights_.find(key);
    return found != flights_.end() && found->second->waiting > 0;
  }

  // The end of the work that runs for the key; nothing when the deadline came first.
  base::Awaitable<std::optional<T>> wait(int key, base::Deadline deadline) {
    const std::shared_ptr<Flight> flight = flights_.at(key);
    const auto seat = std::make_shared<base::Handoff<T>>(loop_);
    flight->seats.push_back(seat);
    ++flight->waiting;
    auto end = co_await seat->wait(deadline);
    --flight->waiting;
    co_return end;
  }

  void end(int key, const T& result) {
    const auto found = flights_.find(key);
    if (found == flights_.end()) return;
    const std::shared_ptr<Flight> flight = std::move(found->second);
    flights_.erase(found);
    for (const auto& seat : flight->seats) {
      seat->accept(result);
    }
  }

 private:
  struct Flight {
    std::vector<std::shared_ptr<base::Handoff<T>>> seats;
    int waiting = 0;
  };
  boost::asio::any_io_executor loop_;
  std::unordered_map<int, std::shared_ptr<Flight>> flights_;
};

}  // namespace tokens
