// Where refreshes are asked for: one at a time for a token in this process, shared by all who wait for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/queue_metrics.hpp"
#include "base/random.hpp"
#include "db/executor.hpp"
#include "tokens/backoff.hpp"
#include "tokens/freshness.hpp"
#include "tokens/refresh_metrics.hpp"
#include "tokens/renewer.hpp"
#include "tokens/single_flight.hpp"

namespace tokens {

struct DeskOptions {
  FreshnessRules rules{};
  BackoffRules backoff{};
  RenewerOptions renewals{};
  std::size_t parallel = 16;     // renewals in flight
  std::size_t waiting = 10'000;  // renewals that wait for one of these; one more is refused
};

// What a caller needs: enough life, and a generation that WeChat has not refused.
struct Need {
  base::Micros minimum_life{};
  std::int64_t refused = -1;
};

// Lives on one loop, owned by shared_ptr; a subclass says which tokens it is about. Tokens go by number.
class RefreshDesk : public std::enable_shared_from_this<RefreshDesk> {
 public:
  // `kind` labels the metrics. What is given by reference must outlive the loop's last coroutine.
  RefreshDesk(boost::asio::any_io_executor loop, DeskOptions options, const std::string& kind,
              db::Executor& database, const base::Clock& clock, base::Random& random, base::Metrics& metrics,
              base::Log& log);
  virtual ~RefreshDesk() = default;

  // Any loop: the token that is held, or a new one. Errors are those of Refresher::token().
  base::Awaitable<base::Result<TokenPtr>> get(int id, Need need, base::Deadline deadline);
  // Begins to call tick(). On the loop, or before it runs.
  void start();
  // Any loop. No new renewals; `done` is called on the desk's loop when those in flight have ended and are
  // stored, or could not be stored for so long.
  void stop(std::chrono::milliseconds patience, std::function<void()> done);

 protected:
  // Any thread.
  virtual TokenPtr token(int id) const = 0;
  virtual std::optional<TokenState> state(int id) const = 0;
  // On the loop, as all below. A renewal of the token, or why there is none.
  virtual base::Result<std::shared_ptr<Renewal>> make_renewal(int id) = 0;
  // A renewal has ended; after a failure the token is left alone for `pause`.
  virtual void ended(int id, const RenewalEnd& end, base::Micros pause) = 0;
  // Once a second, for renewals that nobody waits for.
  virtual void tick() = 0;

  // Begins a renewal that nobody waits for; gives why it cannot begin.
  std::optional<base::Error> begin(int id, Reason reason);
  bool engaged(int id) const { return flights_.running(id) || saving_.contains(id); }
  std::size_t running() const { return running_; }
  bool crowded() const { return !queue_.empty(); }
  bool stopping() const { return stopping_; }
  // Something about the token is different now: it may be tried again.
  void forgive(int id);

  const boost::asio::any_io_executor loop_;
  const DeskOptions options_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;

 private:
  // How a flight ended for those who wait; without an error a newer token may be held now.
  struct FlightEnd {
    std::optional<base::Error> error;
    bool renewed = false;  // it is as fresh as can be
  };
  struct Order {
    int id = 0;
    Wish wish;
    std::shared_ptr<Renewal> renewal;
  };

  TokenPtr held(int id, const Need& need) const;
  base::Awaitable<base::Result<TokenPtr>> obtain(int id, Need need, base::Deadline deadline);
  Reason reason_of(int id, const Need& need) const;
  std::optional<base::Error> begin(int id, Reason reason, std::int64_t refused);
  void pump();
  void launch(Order order);
  void landed(Order order, RenewalEnd end);
  base::Micros pause_for(int id, const RenewalEnd& end);
  // Keeps the address that WeChat did not let in, for those who can have it let in.
  void note_address(const Refusal& refusal);
  void save(Order order, std::shared_ptr<const Unsaved> unsaved);
  void wait_for_tick();
  void end_when_idle();

  db::Executor& database_;
  RefreshMetrics counts_;
  base::QueueMetrics waiting_;
  Renewer renewer_;
  boost::asio::steady_timer timer_;
  SingleFlight<FlightEnd> flights_;
  std::deque<Order> queue_;  // begun, waiting for room
  std::size_t running_ = 0;
  std::unordered_set<int> saving_;  // tokens of which the newest is not in the database yet
  Backoff backoff_;
  bool stopping_ = false;
  std::function<void()> stopped_;
};

}  // namespace tokens
