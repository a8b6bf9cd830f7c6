#include "platform/webhook_courier.hpp"

#include <exception>
#include <list>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/webhook_store.hpp"

namespace platform {
namespace {

using namespace std::chrono_literals;

constexpr int couriers = 4;  // deliveries at a time: a slow one does not hold up all
constexpr auto round_every = 30s;
constexpr std::size_t longest_answer = 1 << 20;  // nobody reads it

}  // namespace

class WebhookCourier::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, WebhookOptions options, http::Client& client,
       const crypto::KeyRing& keys, db::Executor& database, const base::Clock& clock, base::Random& random,
       base::Metrics& metrics, base::Log& log)
      : loop_(loop.get_executor()),
        options_(std::move(options)),
        client_(client),
        keys_(keys),
        database_(database),
        clock_(clock),
        random_(random),
        metrics_(metrics),
        log_(log) {}

  void start() {
    for (int i = 0; i < couriers; ++i) {
      launch(carry());
    }
    launch(make_rounds());
  }

  void stop(std::function<void()> done) {
    stopping_ = true;
    for (auto& timer : timers_) {
      timer.cancel();
    }
    if (running_ == 0) return done();
    on_stopped_ = std::move(done);
  }

 private:
  void launch(base::Awaitable<void> job) {
    ++running_;
    boost::asio::co_spawn(loop_, std::move(job),
                          [self = shared_from_this()](const std::exception_ptr& thrown) {
                            if (thrown) self->log_.error("webhook_courier_ended");
                            if (--self->running_ == 0 && self->on_stopped_) self->on_stopped_();
                          });
  }

  base::Awaitable<void> carry() {
    auto& timer = timers_.emplace_back(loop_);
    while (!stopping_) {
      const bool more = co_await next();
      if (more || stopping_) continue;
      timer.expires_after(options_.look_again);
      co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
  }

  base::Awaitable<void> make_rounds() {
    auto& timer = timers_.emplace_back(loop_);
    while (!stopping_) {
      const auto done = co_await database_.run(
          deadline(), [watch = options_.watch_ticket](db::Connection& connection) -> base::Result<> {
            if (watch) {
              if (auto told = announce_overdue_ticket(connection); !told) return told;
            }
            return forget_old_deliveries(connection);
          });
      if (!done) log_.warn("webhook_round_failed", {{"cause", done.error().cause}});
      if (stopping_) continue;
      timer.expires_after(round_every);
      co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
  }

  // True when there was one: there may be more.
  base::Awaitable<bool> next() {
    const auto lease = options_.timeout + options_.database * 2 + 5s;
    auto taken =
        co_await database_.run(deadline(), [self = shared_from_this(), lease](db::Connection& connection) {
          return take_delivery(connection, self->options_.instance, lease);
        });
    if (!taken) {
      log_.warn("webhooks_not_read", {{"cause", taken.error().cause}});
      co_return false;
    }
    if (!*taken) co_return false;
    co_await deliver(std::move(**taken));
    co_return true;
  }

  // Sent again or not, within one `timeout`: the lease counts on it.
  base::Awaitable<void> deliver(WebhookDelivery delivery) {
    const base::Deadline until{clock_.steady() + options_.timeout};
    const std::string body = webhook_body(delivery);
    http::OutgoingRequest request;
    request.target = options_.url.target;
    request.headers = {{"X-Signature", webhook_signature(options_.secret, clock_.wall(), body)}};
    request.body = body;
    request.response_limit = longest_answer;
    auto exchange = co_await client_.send(options_.url.origin, request, until);
    if (exchange.stale()) {
      exchange = co_await client_.send(options_.url.origin, request, until);
    }
    WebhookOutcome outcome;
    if (!exchange.result) {
      outcome.failure = http::name(exchange.fault);
    } else {
      outcome.status = exchange.result->status;
      if (outcome.status < 200 || outcome.status > 299) outcome.failure = "status";
    }
    co_await end(delivery, outcome);
  }

  base::Awaitable<void> end(const WebhookDelivery& delivery, const WebhookOutcome& outcome) {
    const bool delivered = outcome.failure.empty();
    const auto pause = delivered ? std::nullopt : webhook_pause(delivery.tries);
    count(delivered ? "delivered" : pause ? "failed" : "given_up");
    if (!delivered) {
      log_.warn(pause ? "webhook_failed" : "webhook_given_up", {{"delivery", delivery.id},
                                                                {"type", delivery.type},
                                                                {"tries", delivery.tries},
                                                                {"status", outcome.status},
                                                                {"failure", outcome.failure}});
    }
    const auto ended = co_await database_.run(
        deadline(), [self = shared_from_this(), delivery, outcome, pause](db::Connection& connection) {
          const Observer observer{self->options_.instance, self->keys_, self->clock_, self->random_};
          return end_delivery(connection, observer, self->options_.instance, delivery, outcome, pause);
        });
    if (!ended) log_.warn("webhook_not_settled", {{"cause", ended.error().cause}});
  }

  void count(std::string_view result) {
    metrics_
        .counter("marketcode_webhook_deliveries_total", "Tries to deliver a webhook by result.",
                 {{"result", std::string(result)}})
        .add();
  }

  base::Deadline deadline() const { return base::Deadline{clock_.steady() + options_.database}; }

  const boost::asio::any_io_executor loop_;
  const WebhookOptions options_;
  http::Client& client_;
  const crypto::KeyRing& keys_;
  db::Executor& database_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Metrics& metrics_;
  base::Log& log_;

  // On the loop only.
  std::list<boost::asio::steady_timer> timers_;
  int running_ = 0;
  bool stopping_ = false;
  std::function<void()> on_stopped_;
};

WebhookCourier::WebhookCourier(boost::asio::io_context& loop, WebhookOptions options, http::Client& client,
                               const crypto::KeyRing& keys, db::Executor& database, const base::Clock& clock,
                               base::Random& random, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), client, keys, database, clock, random, metrics,
                                   log)) {}

WebhookCourier::~WebhookCourier() = default;

void WebhookCourier::start() { impl_->start(); }
void WebhookCourier::stop(std::function<void()> done) { impl_->stop(std::move(done)); }

}  // namespace platform
