// An HTTP/1.1 client on one event loop: a pool of kept-alive connections per origin.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/fault.hpp"
#include "http/message.hpp"
#include "http/origin.hpp"

namespace http {

class TlsClientContext;

struct ClientOptions {
  std::size_t connections_per_origin = 256;
  std::size_t waiting_per_origin = 1'024;  // requests that wait for a connection; one more is refused at once
  std::chrono::milliseconds idle{30'000};  // an idle connection older than this is not used again
  std::chrono::milliseconds connect{2'000};  // resolve, connect, proxy and TLS handshake together
  std::chrono::seconds resolve_every{30};    // the last good addresses stay in use while resolving fails
  std::string source_address = {};           // bind outgoing connections to it; empty: the system chooses
  std::optional<Origin> proxy = {};          // an http origin: CONNECT for https, absolute-form for http

  // Code::config_invalid says which option is wrong.
  base::Result<> check() const;
};

struct OutgoingRequest {
  Method method = Method::post;
  std::string_view target;  // path and query string; may hold a token, so it is never logged
  std::string_view content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;  // beside Host, Content-Type and Content-Length
  std::string_view body;
  std::size_t response_limit = 1 << 20;  // bytes of body
  bool fresh_connection = false;         // do not use a kept-alive connection
};

// How far an exchange came, whatever its result.
enum class Sent {
  no,     // no byte of the request left
  maybe,  // some did, no byte of an answer came
  yes,    // at least one byte of an answer came
};

struct IncomingResponse {
  int status = 0;
  std::string date;  // the Date header as sent
  std::string body;
};

struct Exchange {
  // Code::upstream_timeout (deadline), Code::upstream_failed (network, TLS, protocol, too large),
  // Code::overloaded (no connection came free in time), Code::invalid_argument (a request or options that
  // cannot be used).
  base::Result<IncomingResponse> result;
  Fault fault = Fault::none;  // the step that failed
  Sent sent = Sent::no;
  bool reused = false;  // went over a kept-alive connection
  std::chrono::microseconds took{0};

  // A reused connection that died before any byte of an answer: safe to repeat an idempotent request.
  bool stale() const;
};

// Never retries by itself. All calls on the loop. A request over HTTP/1.1 with Content-Length; 1xx answers
// are passed over; an answer cut short is a failure, never a short body.
class Client {
 public:
  // `tls` may be null when only http origins are asked. `clock` must outlive the last exchange.
  Client(boost::asio::io_context& loop, ClientOptions options, std::shared_ptr<TlsClientContext> tls,
         const base::Clock& clock);
  ~Client();

  // One deadline over resolve, waiting for a connection, connect, handshake, write and read. `origin`,
  // `request` and what it points to must live until the answer is there.
  base::Awaitable<Exchange> send(const Origin& origin, const OutgoingRequest& request,
                                 base::Deadline deadline);

  struct Counts {
    std::size_t open = 0;
    std::size_t idle = 0;
    std::size_t waiting = 0;
    std::uint64_t refused = 0;  // so far, because too many waited or none came free in time
  };
  Counts counts() const;

  // Closes idle connections and lets running ones end without being kept. Call before the loop is drained.
  void close();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace http
