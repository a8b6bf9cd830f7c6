// The parts of a session that move bytes: its opening, its answers, its end.

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>

#include "base/secret.hpp"
#include "http/handler_failure.hpp"
#include "http/proxy_protocol.hpp"
#include "http/session.hpp"
#include "http/takeover.hpp"

namespace http {
namespace {

using namespace std::chrono_literals;

// After the last answer the peer's remaining bytes are read and dropped for a while: closing a socket with
// unread bytes resets the connection, which can take the answer away from the peer.
constexpr auto linger_time = 2s;
constexpr std::size_t linger_bytes = 4 * 1024 * 1024;
// An answer's memory is kept for the loop's next one up to this size.
constexpr std::size_t kept_output = 8 * 1024;

// Reads exactly that many bytes from the bare socket, nothing of what follows.
base::Awaitable<bool> read_exactly(boost::asio::ip::tcp::socket& socket, std::span<char> into) {
  const auto [error, size] = co_await boost::asio::async_read(
      socket, boost::asio::buffer(into.data(), into.size()), boost::asio::as_tuple(boost::asio::deferred));
  co_return !error && size == into.size();
}

}  // namespace

// What comes before HTTP, all of it within the handshake's time.
base::Awaitable<bool> Session::open() {
  const ServerOptions& options = core_->options;
  const bool announced = options.proxy_protocol && base::contains(options.trusted_proxies, peer_);
  if (!announced && !transport_->secure()) co_return true;

  watchdog_.arm(options.limits.handshake);
  enter(Phase::opening);
  bool opened = true;
  if (announced) opened = co_await read_proxy_header();
  if (opened && transport_->secure()) {
    enter(Phase::handshake);
    opened = may_shake_hands();
    if (opened) opened = co_await transport_->handshake();
    if (place_) place_->end_handshake();
  }
  watchdog_.disarm();
  if (!opened) core_->log.debug("connection_not_opened", {{"server", options.name}});
  co_return opened;
}

// Handshakes cost memory and processor time before anybody is known: only so many at once, and a slow one
// gives way.
bool Session::may_shake_hands() {
  if (!place_) return true;
  auto verdict = place_->begin_handshake();
  Session* const slow = core_->standing.slow_handshake(core_->clock.steady());
  if (verdict == HandshakeVerdict::full && slow) {
    slow->make_room();
    core_->options.book->made_room();
    verdict = place_->begin_handshake();
  }
  if (verdict != HandshakeVerdict::begun) core_->options.book->refused_handshake();
  return verdict == HandshakeVerdict::begun;
}

base::Awaitable<bool> Session::read_proxy_header() {
  std::array<char, proxy_prefix_size> first;
  const bool begun = co_await read_exactly(transport_->socket(), first);
  if (!begun) co_return false;
  const auto prefix = parse_proxy_prefix({first.data(), first.size()});
  if (!prefix) {
    core_->log.warn("proxy_header_refused", {{"server", core_->options.name}, {"reason", prefix.error()}});
    co_return false;
  }
  std::string rest(prefix->rest_size, '\0');
  const bool complete = co_await read_exactly(transport_->socket(), rest);
  if (!complete) co_return false;
  const auto source = parse_proxy_source(*prefix, rest);
  if (!source) {
    core_->log.warn("proxy_header_refused", {{"server", core_->options.name}, {"reason", source.error()}});
    co_return false;
  }
  peer_ = source->value_or(peer_);
  co_return true;
}

// Sends the answer, as one piece. False: the connection is to be closed.
base::Awaitable<bool> Session::answer(Response response, const std::optional<Refusal>& refusal) {
  observe(response);
  if (response.takeover) {
    co_await hand_over(*response.takeover);
    co_return false;
  }
  const bool close = close_ || response.close || !framing_.keep_alive || core_->draining;
  const bool wrong_verb = refusal && refusal->failure == Failure::method_not_allowed;
  const Frame frame{.date = core_->date.at(core_->clock.wall()),
                    .request_id = request_.id,
                    .allow = wrong_verb ? std::string_view(match_.allow) : std::string_view(),
                    .retry_after = refusal && refusal->failure == Failure::overloaded,
                    .without_body = framing_.method == Method::head,
                    .close = close,
                    .keep_alive_header = framing_.http_1_0};
  std::string out = std::exchange(core_->spare_output, {});
  append_response(out, response, frame);
  const bool written = co_await write(out);
  // It may have held a token.
  base::wipe(response.body);
  base::wipe(out);
  if (out.capacity() <= kept_output) core_->spare_output = std::move(out);
  linger_ = written && close;
  co_return written && !close;
}

void Session::observe(const Response& response) const {
  if (!core_->on_served) return;
  core_->on_served({.route = match_.route ? std::string_view(match_.route->path) : std::string_view(),
                    .method = framing_.method,
                    .status = response.status,
                    .code = response.code,
                    .took = std::chrono::duration_cast<std::chrono::microseconds>(core_->clock.steady() -
                                                                                  request_.received)});
}

base::Awaitable<bool> Session::write(std::string_view bytes) {
  // Mostly the kernel takes it all, and neither the loop nor the timer is needed.
  const std::size_t done = transport_->write_now(bytes);
  if (done == bytes.size()) co_return true;
  watchdog_.arm(core_->options.limits.write);
  const bool written = co_await transport_->write(bytes.substr(done));
  watchdog_.disarm();
  co_return written;
}

base::Awaitable<void> Session::hand_over(Takeover& takeover) {
  class Raw final : public RawStream {
   public:
    explicit Raw(Session& session) : session_(session) {}
    base::Awaitable<bool> write(std::string_view bytes) override { return session_.write(bytes); }
    void reset() override { session_.transport_->reset(); }

   private:
    Session& session_;
  };
  Raw raw(*this);
  linger_ = true;
  try {
    co_await takeover.run(raw);
  } catch (...) {
    log_handler_failure(*core_, request_, match_.route, std::current_exception());
  }
}

base::Awaitable<void> Session::linger() {
  watchdog_.arm(linger_time);
  co_await transport_->end();
  co_await reader_.discard(linger_bytes);
  watchdog_.disarm();
}

}  // namespace http
