#include "http/session.hpp"

#include <exception>
#include <utility>

#include "base/secret.hpp"
#include "http/forwarded.hpp"
#include "http/handler_failure.hpp"

namespace http {
namespace {

using namespace std::chrono_literals;

// How large a body may be that is read only so that the connection survives a 404 or 405.
constexpr std::size_t unmatched_body_limit = 16 * 1024;
// A connection that will be refused anyway, or that found a leaving server, gets no longer than this to say
// what it wants.
constexpr auto short_patience = 1s;

constexpr Refusal too_many_connections{Failure::overloaded, "too many connections"};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Session::Session(std::shared_ptr<ServerCore> core, std::unique_ptr<Transport> transport,
                 const base::IpAddress& peer, bool admitted, std::optional<ConnectionBook::Place> place)
    : core_(std::move(core)),
      transport_(std::move(transport)),
      watchdog_(core_->loop.get_executor(), [this] { transport_->cancel(); }),
      reader_(*transport_, watchdog_),
      entry_(core_->sessions.insert(core_->sessions.end(), this)),
      seat_(core_->standing.add(*this, Phase::working, core_->clock.steady())),
      place_(std::move(place)),
      admitted_(admitted),
      peer_(peer) {
  if (!admitted_) ++core_->turned_away;
}

Session::~Session() {
  core_->standing.remove(seat_);
  core_->sessions.erase(entry_);
  if (!admitted_) --core_->turned_away;
}

void Session::drain() {
  if (seat_->phase != Phase::idle) return;
  if (!first_ || !core_->options.handed_over) return transport_->close();
  // Whoever has just connected is about to ask, and would not know whether it may ask again elsewhere.
  watchdog_.arm(short_patience);
}

void Session::abort() { transport_->close(); }

void Session::make_room() {
  place_.reset();
  enter(Phase::working);
  transport_->close();
}

// Only what was admitted can be in somebody's way.
void Session::enter(Phase phase) {
  if (admitted_) core_->standing.move(seat_, phase, core_->clock.steady());
}

base::Awaitable<void> Session::run() {
  bool more = co_await open();
  while (more) {
    more = co_await serve_next();
  }
  if (linger_) co_await linger();
  transport_->close();
}

// Reads, decides, handles and answers one request. False: the connection is to be closed.
base::Awaitable<bool> Session::serve_next() {
  const Read head = co_await next_head();
  if (head == Read::gone) co_return false;

  begin_request();
  std::optional<Refusal> refusal;
  if (head == Read::complete) {
    refusal = judge_head();
  } else {
    refusal = refusal_of(head, false);
  }
  if (!refusal) {
    const Read body = co_await next_body();
    if (body == Read::gone) co_return false;
    refusal = body == Read::complete ? unmatched() : refusal_of(body, true);
  }
  enter(Phase::working);

  Response response;
  if (refusal) {
    response = refuse(*refusal);
  } else {
    response = co_await call_handler();
  }
  const bool more = co_await answer(std::move(response), refusal);
  core_->spare_headers = std::exchange(request_.headers, {});
  reader_.finish();
  co_return more;
}

base::Awaitable<Read> Session::next_head() {
  if (core_->leaving && !first_) co_return Read::gone;
  const ServerLimits& limits = core_->options.limits;
  // A connection that has not yet sent anything has no claim to the patience that kept-alive ones get.
  std::chrono::milliseconds patience = first_ ? limits.read_header : limits.idle;
  if (!admitted_ || core_->leaving) patience = short_patience;
  enter(Phase::idle);
  const bool came = co_await reader_.wait(patience);
  enter(Phase::arriving);
  // Closed for another one or by a drain while the first bytes were on their way: nobody could be answered.
  if (!came || !transport_->socket().is_open()) co_return Read::gone;
  first_ = false;
  co_return co_await reader_.read_head(limits.header_bytes, admitted_ ? limits.read_header : short_patience);
}

void Session::begin_request() {
  request_.received = core_->clock.steady();
  request_.received_wall = core_->clock.wall();
  request_.id = core_->ids.next(request_.received_wall);
  request_.method = Method::get;
  request_.target = request_.path = request_.query = request_.body = {};
  request_.headers = std::exchange(core_->spare_headers, {});
  request_.headers.clear();
  request_.parameters.clear();
  request_.client = peer_;
  request_.secure = transport_->secure();
  framing_ = {};
  match_ = {};
  at_end_ = false;
  close_ = false;
}

// Everything that can be said about a request before its body. Nothing: go on.
std::optional<Refusal> Session::judge_head() {
  RequestLine line;
  if (!reader_.parse(line, request_.headers)) {
    request_.headers.clear();
    return Refusal{Failure::bad_request, "the request header is malformed"};
  }
  set_target(line.target);
  const auto framing = check(line, request_.headers);
  if (!framing) return framing.error();
  framing_ = *framing;
  request_.http10 = framing_.http_1_0;
  if (framing_.method) request_.method = *framing_.method;
  find_route();
  request_.client = client_address(peer_, request_.headers, core_->options.trusted_proxies);

  if (!admitted_) return too_many_connections;
  if (core_->leaving && !core_->options.handed_over)
    return Refusal{Failure::overloaded, "the server is stopping"};
  if (framing_.content_length > body_limit()) {
    return match_.route ? Refusal{Failure::body_too_large, "the body is too large"} : unmatched();
  }
  // Nobody needs to send a body that nobody will read.
  if (!match_.route && framing_.expects_continue) return unmatched();
  if (reader_.make_room(framing_)) {
    reader_.parse(line, request_.headers);
    set_target(line.target);
    find_route();
  }
  return std::nullopt;
}

void Session::set_target(std::string_view target) {
  if (!target.starts_with('/')) return;
  const auto mark = target.find('?');
  request_.target = target;
  request_.path = target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

void Session::find_route() {
  match_ = core_->router.match(framing_.method, request_.path);
  request_.parameters = std::move(match_.parameters);
}

std::optional<Refusal> Session::unmatched() const {
  if (match_.route) return std::nullopt;
  if (match_.allow.empty()) return Refusal{Failure::not_found, "there is nothing at this path"};
  return Refusal{Failure::method_not_allowed, "this path does not take this verb"};
}

std::size_t Session::body_limit() const {
  return match_.route ? match_.route->body_limit : unmatched_body_limit;
}

base::Awaitable<Read> Session::next_body() {
  if (framing_.has_body() && framing_.expects_continue && !reader_.has_body(framing_)) {
    const bool written = co_await write(continue_line);
    if (!written) co_return Read::gone;
  }
  const Read read = co_await reader_.read_body(framing_, body_limit(), core_->options.limits.read_body);
  at_end_ = read == Read::complete;
  if (at_end_) request_.body = reader_.body();
  co_return read;
}

Refusal Session::refusal_of(Read read, bool in_body) const {
  if (!admitted_) return too_many_connections;
  switch (read) {
    case Read::timeout:
      return {Failure::request_timeout, "the request took too long to arrive"};
    case Read::too_large:
      if (!in_body) return {Failure::header_too_large, "the request header is too large"};
      if (const auto reason = unmatched()) return *reason;
      return {Failure::body_too_large, "the body is too large"};
    default:
      return {Failure::bad_request, reader_.detail()};
  }
}

// The answer to a request that no handler sees. The connection goes on only where it is known to be at the
// end of the request.
Response Session::refuse(const Refusal& refusal) {
  const bool harmless =
      refusal.failure == Failure::not_found || refusal.failure == Failure::method_not_allowed;
  close_ = !(harmless && at_end_);
  return render(refusal);
}

Response Session::render(const Refusal& refusal) {
  const std::string_view language = request_.header("accept-language");
  try {
    Response response = core_->router.render_failure()(
        {refusal.failure, refusal.detail, request_.path, language, request_.id});
    if (is_sendable(response)) return response;
    core_->log.error("failure_not_sendable", {{"server", core_->options.name}, {"request_id", request_.id}});
  } catch (...) {
    log_handler_failure(*core_, request_, match_.route, std::current_exception());
  }
  Response bare;
  bare.status = 500;
  bare.code = "internal";
  return bare;
}

base::Awaitable<Response> Session::call_handler() {
  std::exception_ptr thrown;
  try {
    Response response = co_await match_.route->handle(request_);
    if (response.takeover || is_sendable(response)) co_return response;
    core_->log.error(
        "answer_not_sendable",
        {{"server", core_->options.name}, {"route", match_.route->path}, {"request_id", request_.id}});
  } catch (...) {
    thrown = std::current_exception();
  }
  if (thrown) log_handler_failure(*core_, request_, match_.route, thrown);
  co_return render({Failure::internal, "something unexpected happened"});
}

}  // namespace http
