#include "tokens/refresh_desk.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "tokens/refused_address_store.hpp"

namespace tokens {
namespace {

using std::chrono::seconds;

constexpr seconds trouble_pause{1};  // after trouble that is not the token's
constexpr seconds tick_interval{1};
constexpr seconds note_patience{2};
constexpr int rounds = 3;  // renewals that one caller waits for

base::Error unavailable(std::string detail) {
  return {base::Code::token_unavailable, std::move(detail), "", seconds(1)};
}

}  // namespace

RefreshDesk::RefreshDesk(boost::asio::any_io_executor loop, DeskOptions options, const std::string& kind,
                         db::Executor& database, const base::Clock& clock, base::Random& random,
                         base::Metrics& metrics, base::Log& log)
    : loop_(std::move(loop)),
      options_(std::move(options)),
      clock_(clock),
      random_(random),
      log_(log),
      database_(database),
      counts_(metrics, kind),
      waiting_(metrics, kind + "_refreshes"),
      renewer_(options_.renewals, database, clock, random, log),
      timer_(loop_),
      flights_(loop_) {
  waiting_.limit(options_.waiting);
}

TokenPtr RefreshDesk::held(int id, const Need& need) const {
  TokenPtr current = token(id);
  if (!current || current->generation <= need.refused) return nullptr;
  return usable(*current, clock_.wall(), need.minimum_life, options_.rules) ? current : nullptr;
}

base::Awaitable<base::Result<TokenPtr>> RefreshDesk::get(int id, Need need, base::Deadline deadline) {
  const auto self = shared_from_this();
  if (TokenPtr current = held(id, need)) co_return current;
  auto got = co_await base::run_on(loop_, deadline,
                                   [self, id, need, deadline]() -> base::Awaitable<base::Result<TokenPtr>> {
                                     co_return co_await self->obtain(id, need, deadline);
                                   });
  if (!got) co_return std::unexpected(unavailable("no new token came in time"));
  co_return std::move(*got);
}

base::Awaitable<base::Result<TokenPtr>> RefreshDesk::obtain(int id, Need need, base::Deadline deadline) {
  for (int round = 0; round < rounds; ++round) {
    if (TokenPtr current = held(id, need)) co_return current;
    if (!flights_.running(id)) {
      if (auto refusal = begin(id, reason_of(id, need), need.refused)) {
        co_return std::unexpected(std::move(*refusal));
      }
      if (!flights_.running(id)) continue;  // it ended at once, and begin() tells how
    }
    const auto end = co_await flights_.wait(id, deadline);
    if (!end) co_return std::unexpected(unavailable("no new token came in time"));
    if (end->error) co_return std::unexpected(*end->error);
    // Of a token that WeChat gave a moment ago there is none with more life, whatever the clocks say.
    if (TokenPtr current = token(id); end->renewed && current && current->generation > need.refused) {
      co_return current;
    }
  }
  co_return std::unexpected(unavailable("no token with enough life left is to be had"));
}

// A token that is used up anyway is renewed as often as it takes; one that has life left is not.
Reason RefreshDesk::reason_of(int id, const Need& need) const {
  if (held(id, Need{need.minimum_life, -1})) return Reason::refused;
  const auto row = state(id);
  return row && !row->access_envelope.empty() ? Reason::expired : Reason::missing;
}

std::optional<base::Error> RefreshDesk::begin(int id, Reason reason) { return begin(id, reason, -1); }

// Why no renewal can begin now; nothing when one has.
std::optional<base::Error> RefreshDesk::begin(int id, Reason reason, std::int64_t refused) {
  if (stopping_) return unavailable("the gateway is stopping");
  const auto row = state(id);
  const std::int64_t known = row ? row->generation : 0;
  if (row && row->needs_reauthorization) return needs_reauthorization(row->last_errcode);
  if (saving_.contains(id)) return unavailable("the newest token is not in the database yet");
  if (auto refusal = backoff_.refusal(id, known, clock_.steady())) return refusal;
  if (queue_.size() >= options_.waiting) {
    waiting_.refused();
    return base::Error{base::Code::overloaded, "too many tokens wait to be refreshed", "", seconds(1)};
  }
  auto renewal = make_renewal(id);
  if (!renewal) return std::move(renewal.error());

  Wish wish{std::max(known, refused), reason, [desk = weak_from_this(), id] {
              const auto self = desk.lock();
              return self && self->flights_.awaited(id);
            }};
  flights_.begin(id);
  queue_.push_back({id, std::move(wish), std::move(*renewal)});
  pump();
  return std::nullopt;
}

void RefreshDesk::pump() {
  while (running_ < options_.parallel && !queue_.empty()) {
    Order order = std::move(queue_.front());
    queue_.pop_front();
    launch(std::move(order));
  }
  waiting_.length(queue_.size());
  counts_.set(running_, backoff_.failing(), saving_.size());
}

void RefreshDesk::launch(Order order) {
  ++running_;
  auto job = renewer_.renew(order.renewal, order.wish);
  boost::asio::co_spawn(loop_, std::move(job),
                        [self = shared_from_this(), order = std::move(order)](
                            const std::exception_ptr& thrown, RenewalEnd end) {
                          if (thrown) {
                            self->log_.error("token_refresh_broke", {{"appid", order.renewal->name()}});
                            end = RenewalEnd{};
                            end.refusal.error = unavailable("refreshing the token failed");
                          }
                          self->landed(order, std::move(end));
                        });
}

void RefreshDesk::landed(Order order, RenewalEnd end) {
  const int id = order.id;
  --running_;
  counts_.ended(end);
  FlightEnd told;
  told.renewed = end.kind == RenewalEnd::Kind::renewed || end.kind == RenewalEnd::Kind::unsaved;
  const base::Micros pause = pause_for(id, end);
  note_address(end.refusal);
  if (pause > base::Micros::zero()) {
    const auto row = state(id);
    const std::int64_t known = row ? row->generation : 0;
    backoff_.set(id, known, clock_.steady() + pause, end.refusal.error);
    told.error = backoff_.refusal(id, known, clock_.steady());
  } else if (end.kind == RenewalEnd::Kind::too_soon) {
    told.error = end.refusal.error;
  }
  if (end.unsaved) save(std::move(order), end.unsaved);
  flights_.end(id, told);
  pump();
  ended(id, end, pause);
  end_when_idle();
}

// How long the token is left alone now.
base::Micros RefreshDesk::pause_for(int id, const RenewalEnd& end) {
  switch (end.kind) {
    case RenewalEnd::Kind::renewed:
    case RenewalEnd::Kind::unsaved:
    case RenewalEnd::Kind::adopted:
      backoff_.clear(id);
      return base::Micros::zero();
    case RenewalEnd::Kind::aside:
    case RenewalEnd::Kind::too_soon:
      return base::Micros::zero();
    case RenewalEnd::Kind::failed:
      return trouble_pause;
    case RenewalEnd::Kind::refused:
      break;
  }
  const int failures = backoff_.count(id);
  return pause_after(end.refusal.verdict, failures, clock_.wall(), chance(random_), options_.backoff);
}

void RefreshDesk::note_address(const Refusal& refusal) {
  if (refusal.address.empty()) return;
  auto job = database_.run({clock_.steady() + note_patience},
                           [address = refusal.address, errcode = refusal.errcode.value_or(0),
                            instance = options_.renewals.instance](db::Connection& connection) {
                             return note_refused_address(connection, address, errcode, instance);
                           });
  boost::asio::co_spawn(loop_, std::move(job),
                        [self = shared_from_this()](const std::exception_ptr&, const base::Result<>& noted) {
                          if (!noted) self->log_.warn("address_not_noted", {{"cause", noted.error().cause}});
                        });
}

void RefreshDesk::save(Order order, std::shared_ptr<const Unsaved> unsaved) {
  saving_.insert(order.id);
  auto job = renewer_.save(order.renewal, std::move(unsaved), order.wish);
  boost::asio::co_spawn(
      loop_, std::move(job),
      [self = shared_from_this(), order = std::move(order)](const std::exception_ptr& thrown, bool) {
        if (thrown) self->log_.error("token_save_broke", {{"appid", order.renewal->name()}});
        self->saving_.erase(order.id);
        self->pump();
        self->end_when_idle();
      });
}

void RefreshDesk::forgive(int id) {
  if (!flights_.running(id)) backoff_.clear(id);
}

void RefreshDesk::start() { wait_for_tick(); }

// The timer's handler keeps the desk alive until stop() or the loop's end.
void RefreshDesk::wait_for_tick() {
  timer_.expires_after(tick_interval);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error || self->stopping_) return;
    self->tick();
    self->wait_for_tick();
  });
}

void RefreshDesk::stop(std::chrono::milliseconds patience, std::function<void()> done) {
  boost::asio::post(loop_, [self = shared_from_this(), patience, done = std::move(done)]() mutable {
    self->stopping_ = true;
    self->stopped_ = std::move(done);
    self->timer_.cancel();
    self->renewer_.stop(patience);
    const FlightEnd told{unavailable("the gateway is stopping"), false};
    for (const Order& order : std::exchange(self->queue_, {})) {
      self->flights_.end(order.id, told);
    }
    self->end_when_idle();
  });
}

void RefreshDesk::end_when_idle() {
  if (!stopping_ || !stopped_ || running_ > 0 || !saving_.empty()) return;
  std::exchange(stopped_, nullptr)();
}

}  // namespace tokens
