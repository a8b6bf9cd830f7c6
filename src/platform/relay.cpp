#include "platform/relay.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace platform {
namespace {

using PushPtr = std::shared_ptr<const RelayedPush>;

constexpr std::string_view success = "success";
constexpr std::string_view placeholder = "$APPID$";

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

}  // namespace

std::optional<std::string> relay_target(std::string_view target, const RelayedPush& push) {
  std::string out(target);
  if (const auto at = out.find(placeholder); at != std::string::npos) {
    if (push.appid.empty() || !std::ranges::all_of(push.appid, is_plain)) return std::nullopt;
    out.replace(at, placeholder.size(), push.appid);
  }
  return out + (out.contains('?') ? '&' : '?') + push.query;
}

class Relay::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, RelayOptions options, http::Client& client, const base::Clock& clock,
       base::Metrics& metrics, base::Log& log)
      : loop_(loop.get_executor()),
        options_(std::move(options)),
        client_(client),
        clock_(clock),
        metrics_(metrics),
        log_(log),
        in_flight_(options_.events.size() + options_.messages.size()) {}

  bool takes_messages() const { return !options_.messages.empty(); }

  void event(RelayedPush push) {
    if (options_.events.empty()) return;
    const auto shared = std::make_shared<const RelayedPush>(std::move(push));
    boost::asio::post(loop_, [self = shared_from_this(), shared] {
      for (std::size_t i = 0; i < self->options_.events.size(); ++i) {
        self->launch("event", self->options_.events[i], i, shared, self->options_.event);
      }
    });
  }

  base::Awaitable<std::string> message(RelayedPush push) {
    const base::Deadline deadline{clock_.steady() + options_.message};
    const auto shared = std::make_shared<const RelayedPush>(std::move(push));
    const auto reply = co_await base::run_on(
        loop_, deadline, [self = shared_from_this(), shared, deadline]() -> base::Awaitable<std::string> {
          for (std::size_t i = 1; i < self->options_.messages.size(); ++i) {
            self->launch("message", self->options_.messages[i], i, shared, self->options_.message);
          }
          ++self->running_;
          auto answer = co_await self->send("message", self->options_.messages.front(), 0, shared, deadline);
          self->ended();
          co_return answer.value_or(std::string(success));
        });
    co_return reply.value_or(std::string(success));
  }

  void stop(std::function<void()> done) {
    if (running_ == 0) return done();
    on_stopped_ = std::move(done);
  }

 private:
  void launch(std::string_view kind, const http::Url& url, std::size_t number, PushPtr push,
              std::chrono::milliseconds limit) {
    ++running_;
    auto job = send(kind, url, number, std::move(push), {clock_.steady() + limit});
    boost::asio::co_spawn(loop_, std::move(job),
                          [self = shared_from_this()](const std::exception_ptr&,
                                                      const std::optional<std::string>&) { self->ended(); });
  }

  // The body of an answer with status 200; of an event it has to be `success`.
  base::Awaitable<std::optional<std::string>> send(std::string_view kind, const http::Url& url,
                                                   std::size_t number, PushPtr push,
                                                   base::Deadline deadline) {
    const auto target = relay_target(url.target, *push);
    if (!target) co_return missed(kind, number, "appid");
    std::size_t& in_flight = in_flight_[kind == "event" ? number : options_.events.size() + number];
    if (in_flight >= options_.in_flight) co_return missed(kind, number, "dropped");
    http::OutgoingRequest request;
    request.target = *target;
    request.content_type = push->content_type;
    request.body = push->body;
    request.response_limit = options_.longest_reply;
    ++in_flight;
    auto exchange = co_await client_.send(url.origin, request, deadline);
    if (exchange.stale()) exchange = co_await client_.send(url.origin, request, deadline);
    --in_flight;
    if (!exchange.result) co_return missed(kind, number, http::name(exchange.fault));
    if (exchange.result->status != 200) co_return missed(kind, number, "status");
    if (kind == "event" && exchange.result->body != success) co_return missed(kind, number, "reply");
    count(kind, "done");
    co_return std::move(exchange.result->body);
  }

  std::optional<std::string> missed(std::string_view kind, std::size_t number, std::string_view why) {
    count(kind, why == "dropped" ? "dropped" : "failed");
    log_.warn("push_not_relayed", {{"kind", kind}, {"url", number + 1}, {"failure", why}});
    return std::nullopt;
  }

  void count(std::string_view kind, std::string_view result) {
    metrics_
        .counter("marketcode_relayed_pushes_total", "Pushes forwarded to other programs by kind and result.",
                 {{"kind", std::string(kind)}, {"result", std::string(result)}})
        .add();
  }

  void ended() {
    if (--running_ == 0 && on_stopped_) std::exchange(on_stopped_, nullptr)();
  }

  const boost::asio::any_io_executor loop_;
  const RelayOptions options_;
  http::Client& client_;
  const base::Clock& clock_;
  base::Metrics& metrics_;
  base::Log& log_;

  // On the loop only.
  std::vector<std::size_t> in_flight_;  // by the number of the URL
  std::size_t running_ = 0;
  std::function<void()> on_stopped_;
};

Relay::Relay(boost::asio::io_context& loop, RelayOptions options, http::Client& client,
             const base::Clock& clock, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), client, clock, metrics, log)) {}

Relay::~Relay() = default;

bool Relay::takes_messages() const { return impl_->takes_messages(); }
void Relay::event(RelayedPush push) { impl_->event(std::move(push)); }
base::Awaitable<std::string> Relay::message(RelayedPush push) { return impl_->message(std::move(push)); }
void Relay::stop(std::function<void()> done) { impl_->stop(std::move(done)); }

}  // namespace platform
