#include "audit/sinks.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <list>
#include <mutex>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"

namespace audit {
namespace {

constexpr std::size_t longest_answer = 64 * 1024;  // nobody reads it

// Empty when all of it is on the disk.
// Whether the last note was written to its end, an empty line behind it; of what cannot be read nothing is
// known.
bool ends_whole(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  std::array<char, 2> last{};
  return size <= 0 || (size >= 2 && (::pread(file, last.data(), last.size(), size - 2) != 2 ||
                                     (last[0] == '\n' && last[1] == '\n')));
}

std::string append_to(const std::string& path, const std::string& notes) {
  int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0)
    file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);  // not to be read here
  if (file < 0) return std::strerror(errno);
  const std::string whole = ends_whole(file) ? notes : "\n\n" + notes;
  std::string_view text = whole;
  std::string failure;
  while (!text.empty() && failure.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      failure = std::strerror(errno);
    }
  }
  if (failure.empty() && ::fsync(file) != 0) failure = std::strerror(errno);
  ::close(file);
  return failure;
}

}  // namespace

std::vector<std::string> sink_names(const std::string& host, const std::string& file,
                                    const std::vector<std::string>& urls) {
  std::vector<std::string> names;
  if (!file.empty()) names.push_back("file " + host + ":" + file);
  for (const std::string& url : urls)
    names.push_back("url " + url);
  return names;
}

std::string text_of(const WitnessState& state) {
  return (state.witnessed ? "witnessed: " : "UNWITNESSED: ") + state.what;
}

WitnessState judge_witness(const std::vector<SinkState>& sinks, std::chrono::seconds overdue) {
  if (sinks.empty())
    return {.what = "checkpoints go nowhere outside: set audit.checkpoint_file or audit.checkpoint_urls",
            .reason = "no_sink"};
  std::optional<base::WallTime> newest;
  for (const SinkState& sink : sinks) {
    const bool current = sink.succeeded_at && (sink.behind == 0 || sink.oldest_waits < overdue);
    if (current && (!newest || *sink.succeeded_at > *newest)) newest = sink.succeeded_at;
  }
  if (newest)
    return {.witnessed = true, .what = "last took a note " + base::to_rfc3339(*newest), .taken_at = newest};
  const SinkState& first = sinks.front();
  return {.what = first.name + " has no note yet or lacks those of the last minutes" +
                  (first.last_failure.empty() ? "" : ": " + first.last_failure),
          .reason = "behind",
          .sink = first.name,
          .failure = first.last_failure};
}

class Sinks::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, SinkOptions options, http::Client& client, db::Executor& database,
       const base::Clock& clock, base::Metrics& metrics, base::Log& log)
      : loop_(loop.get_executor()),
        options_(std::move(options)),
        client_(client),
        database_(database),
        clock_(clock),
        metrics_(metrics),
        log_(log) {
    names_ = sink_names(options_.host, options_.file, options_.url_names);
    state_ = judge_witness({}, options_.overdue);
    if (!names_.empty()) state_ = {.what = "nothing was delivered yet", .reason = "nothing_delivered"};
  }

  void start() {
    if (!options_.file.empty()) launch(feed_file(names_.front()));
    for (std::size_t i = 0; i < options_.urls.size(); ++i)
      launch(feed_url(names_[names_.size() - options_.urls.size() + i], options_.urls[i]));
    if (!names_.empty()) launch(watch());
  }

  void stop(std::function<void()> done) {
    stopping_ = true;
    poke();
    if (running_ == 0) return done();
    on_stopped_ = std::move(done);
  }

  void poke() {
    for (auto& timer : timers_)
      timer.cancel();
  }

  WitnessState witness() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }

 private:
  void launch(base::Awaitable<void> job) {
    ++running_;
    boost::asio::co_spawn(loop_, std::move(job),
                          [self = shared_from_this()](const std::exception_ptr& thrown) {
                            if (thrown) self->log_.error("audit_sink_ended");
                            if (--self->running_ == 0 && self->on_stopped_) self->on_stopped_();
                          });
  }

  base::Deadline deadline() const { return {clock_.steady() + options_.database}; }

  base::Awaitable<void> pause(boost::asio::steady_timer& timer) {
    if (stopping_) co_return;
    timer.expires_after(options_.look_again);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }

  base::Awaitable<void> feed_file(std::string sink) {
    auto& timer = timers_.emplace_back(loop_);
    bool last = false;
    while (!std::exchange(last, stopping_)) {
      bool more = true;
      while (more) {
        auto done = co_await database_.run(
            deadline(), [self = shared_from_this(), sink](db::Connection& connection) -> base::Result<bool> {
              const auto taken =
                  take_notes(connection, sink, self->options_.instance, self->options_.database * 2);
              if (!taken) return std::unexpected(taken.error());
              if (!*taken) return false;
              const std::string failure = append_to(self->options_.file, (*taken)->text);
              self->count(sink, failure);
              const auto ended = end_delivery_of(connection, sink, self->options_.instance, **taken, failure);
              if (!ended) return std::unexpected(ended.error());
              return failure.empty();
            });
        if (!done) complain(sink, done.error());
        more = done.value_or(false);
      }
      co_await pause(timer);
    }
  }

  base::Awaitable<void> feed_url(std::string sink, http::Url url) {
    auto& timer = timers_.emplace_back(loop_);
    bool last = false;
    while (!std::exchange(last, stopping_)) {
      bool more = true;
      while (more) {
        more = co_await send_next(sink, url);
      }
      co_await pause(timer);
    }
  }

  base::Awaitable<bool> send_next(const std::string& sink, const http::Url& url) {
    const auto lease = options_.timeout + options_.database * 2;
    const auto taken = co_await database_.run(
        deadline(), [self = shared_from_this(), sink, lease](db::Connection& connection) {
          return take_notes(connection, sink, self->options_.instance, lease);
        });
    if (!taken) complain(sink, taken.error());
    if (!taken || !*taken) co_return false;
    http::OutgoingRequest request;
    request.target = url.target;
    request.content_type = "text/plain; charset=utf-8";
    request.body = (*taken)->text;
    request.response_limit = longest_answer;
    request.fresh_connection = true;
    const auto exchange = co_await client_.send(url.origin, request, {clock_.steady() + options_.timeout});
    std::string failure;
    if (!exchange.result) {
      failure = http::name(exchange.fault);
    } else if (exchange.result->status < 200 || exchange.result->status > 299) {
      failure = "status " + std::to_string(exchange.result->status);
    }
    count(sink, failure);
    const auto ended = co_await database_.run(
        deadline(),
        [self = shared_from_this(), sink, delivery = **taken, failure](db::Connection& connection) {
          return end_delivery_of(connection, sink, self->options_.instance, delivery, failure);
        });
    if (!ended) complain(sink, ended.error());
    co_return failure.empty() && ended.has_value();
  }

  // Keeps the state for whoever asks.
  base::Awaitable<void> watch() {
    auto& timer = timers_.emplace_back(loop_);
    while (!stopping_) {
      const auto states = co_await database_.run(deadline(), [names = names_](db::Connection& connection) {
        return sink_states(connection, names);
      });
      if (states) show(*states);
      co_await pause(timer);
    }
  }

  void show(const std::vector<SinkState>& states) {
    for (const SinkState& state : states)
      metrics_
          .gauge("marketcode_audit_sink_behind", "Signed notes that a place outside has not got.",
                 {{"sink", state.name}})
          .set(static_cast<double>(state.behind));
    const WitnessState now = judge_witness(states, options_.overdue);
    metrics_.gauge("marketcode_audit_witnessed", "1: somebody outside has what was signed.")
        .set(now.witnessed ? 1 : 0);
    const std::lock_guard lock(mutex_);
    state_ = now;
  }

  void count(const std::string& sink, const std::string& failure) {
    metrics_
        .counter("marketcode_audit_sink_deliveries_total", "Deliveries of signed notes by result.",
                 {{"sink", sink}, {"result", failure.empty() ? "delivered" : "failed"}})
        .add();
    if (!failure.empty()) log_.warn("audit_sink_failed", {{"sink", sink}, {"failure", failure}});
  }

  void complain(const std::string& sink, const base::Error& error) {
    log_.warn("audit_sink_not_read",
              {{"sink", sink}, {"code", base::name(error.code)}, {"cause", error.cause}});
  }

  const boost::asio::any_io_executor loop_;
  const SinkOptions options_;
  http::Client& client_;
  db::Executor& database_;
  const base::Clock& clock_;
  base::Metrics& metrics_;
  base::Log& log_;
  std::vector<std::string> names_;

  mutable std::mutex mutex_;
  WitnessState state_;

  // On the loop only.
  std::list<boost::asio::steady_timer> timers_;
  int running_ = 0;
  bool stopping_ = false;
  std::function<void()> on_stopped_;
};

Sinks::Sinks(boost::asio::io_context& loop, SinkOptions options, http::Client& client, db::Executor& database,
             const base::Clock& clock, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), client, database, clock, metrics, log)) {}

Sinks::~Sinks() = default;

void Sinks::start() { impl_->start(); }
void Sinks::stop(std::function<void()> done) { impl_->stop(std::move(done)); }
void Sinks::poke() { impl_->poke(); }
WitnessState Sinks::witness() const { return impl_->witness(); }

}  // namespace audit
