// An HTTP/1.1 server on one event loop, with or without TLS.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "http/router.hpp"

namespace http {

class ConnectionBook;    // http/connection_book.hpp
class PortGroup;         // http/port_share.hpp
class TlsServerContext;  // http/tls.hpp

// Each time is one absolute deadline for its phase, by the loop's own steady clock: a peer that sends or
// takes a byte now and then gains nothing.
struct ServerLimits {
  // Of a server that shares no ConnectionBook. One more is answered 503 and closed, unless an idle or slow
  // one can be closed for it (http/standing.hpp).
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 1'000;
  std::size_t handshakes = 500;
  std::size_t header_bytes = 8 * 1024;          // request line and headers
  std::chrono::milliseconds handshake{10'000};  // PROXY header and TLS
  // From the first byte to the end of the header; also how long a new connection may say nothing.
  std::chrono::milliseconds read_header{10'000};
  std::chrono::milliseconds read_body{10'000};
  std::chrono::milliseconds write{10'000};  // one answer
  std::chrono::milliseconds idle{75'000};   // between requests
  // How long drain() goes on as if nothing had happened, but for `Connection: close` on every answer: callers
  // go elsewhere by themselves, and no request meets a connection that is just being closed.
  std::chrono::milliseconds leave{0};
};

struct ServerOptions {
  std::string name;     // "public", "console", "ops": for logs and metrics
  std::string address;  // "127.0.0.1", "::"
  std::uint16_t port = 0;
  bool reuse_port = false;      // several loops listen on one port (SO_REUSEPORT)
  bool proxy_protocol = false;  // every connection from a trusted proxy begins with a PROXY v2 header
  std::vector<base::Cidr> trusted_proxies;
  ServerLimits limits;
  std::shared_ptr<ConnectionBook> book;  // of all servers that share limits; null: one of its own
  bool handed_over = false;              // when it leaves, a newer process has the port already
  std::shared_ptr<PortGroup> group;      // of all servers of this process at the port; null: it stands alone
};

// What one answered request looked like, for metrics and logs. Views are valid during the call only.
struct Served {
  std::string_view route;        // the path of the table row, or "" when none matched
  std::optional<Method> method;  // nothing when the request line was not understood
  int status;
  std::string_view code;
  std::chrono::microseconds took;  // from the end of the header to the answer, before it was written
};

// Everything runs on `loop`; start, drain and the getters are to be called on it (or before it runs).
// Keep-alive and pipelining: the requests of a connection are answered one at a time, in order.
// What RFC 9112 leaves to a lenient server is refused before any handler sees it (400, connection closed):
// http/check.hpp and http/header_scan.hpp say what. An Upgrade is not taken up, and otherwise ignored.
// The answer that ends a connection is followed by at most 2 s in which the peer's remaining bytes are read
// and dropped, so that it arrives.
// An idle connection takes about 8 KiB of this process's memory, over TLS about 21 KiB (measured). Pipelined
// requests wait in the socket: what is read ahead fits into the buffer of the current one.
class Server {
 public:
  // `router` and the rest must outlive the server and whatever still runs on the loop. `tls` null: plain
  // HTTP.
  Server(boost::asio::io_context& loop, ServerOptions options, const Router& router,
         std::shared_ptr<TlsServerContext> tls, const base::Clock& clock, base::Random& random,
         base::Log& log);
  ~Server();

  // Takes the address, where connections are still refused. Code::io_failed names it and the reason ("address
  // in use").
  base::Result<> bind();
  // Begins to accept; binds first, unless that was done.
  base::Result<> start();
  std::uint16_t port() const;  // the bound port, also when options said 0
  std::size_t connections() const;
  const std::shared_ptr<ConnectionBook>& book() const;

  // Called for every answered request, on the loop; must not throw.
  void on_served(std::function<void(const Served&)> observer);
  // Takes effect for new connections. Null is ignored: no listener falls back to plain HTTP.
  void set_tls(std::shared_ptr<TlsServerContext> tls);
  // Takes effect with the next phase of each connection. What the book limits is changed there.
  void set_limits(const ServerLimits& limits, std::vector<base::Cidr> trusted_proxies);

  // After limits.leave: stops accepting, closes idle connections, refuses what is new, lets running requests
  // finish. Where the port is handed over, nothing that has begun is refused: a request is served, and a
  // connection whose first request comes within 1 s, since its caller cannot know whether asking again is
  // safe. After `grace` more the rest is closed. Every answer meanwhile says `Connection: close`. `done` is
  // called on the loop when nothing is left.
  void drain(std::chrono::milliseconds grace, std::function<void()> done);
  // http/port_share.hpp; `own` counts the servers of this process at this address.
  base::Result<std::size_t> claim_new_connections(std::size_t own);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace http
