// The pool of one origin at work: hands out places, wakes those who wait, drops what idles.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"
#include "http/client.hpp"
#include "http/connection.hpp"
#include "http/fault.hpp"
#include "http/pool.hpp"
#include "http/tls_session.hpp"

namespace http {

class OriginPool;

// A place in the pool, given back on destruction: its connection is dropped unless keep() was called.
class Lease {
 public:
  // `connection` null: one is to be opened for this place.
  Lease(std::shared_ptr<OriginPool> pool, ConnectionPtr connection);
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&& other) noexcept;
  ~Lease();

  const ConnectionPtr& connection() const { return connection_; }
  void opened(ConnectionPtr connection) { connection_ = std::move(connection); }
  // The connection can serve the next request.
  void keep() { keep_ = true; }

 private:
  void end() noexcept;

  std::shared_ptr<OriginPool> pool_;
  ConnectionPtr connection_;
  bool keep_ = false;
};

// On one loop, held by shared_ptr. Waiting is bounded by the deadline and by
// ClientOptions::waiting_per_origin.
class OriginPool : public std::enable_shared_from_this<OriginPool> {
 public:
  OriginPool(boost::asio::io_context& loop, Origin origin, const ClientOptions& options,
             const base::Clock& clock);

  // A connection that is quiet or the place for a new one; a ticket to wait with, which must be done; or why
  // not.
  using Ticket = Pool<ConnectionPtr>::Ticket;
  using Place = std::variant<Lease, Ticket, Failed>;
  Place ask(bool fresh);
  // Never a ticket.
  base::Awaitable<Place> wait(Ticket ticket, base::Deadline deadline);

  const Origin& origin() const { return origin_; }
  const std::string& host_header() const { return host_header_; }
  TlsSession& session() { return session_; }
  Client::Counts counts() const;
  void close();

 private:
  friend class Lease;
  using Connections = Pool<ConnectionPtr>;

  void give_back(ConnectionPtr connection);
  void lost();
  void deliver(std::optional<Connections::Granted> granted);
  Lease usable(Connections::Grant grant);
  void watch_idle();

  boost::asio::io_context& loop_;
  const Origin origin_;
  const std::string host_header_;
  const base::Clock& clock_;
  Connections pool_;
  std::map<Connections::Ticket, std::shared_ptr<base::Handoff<Connections::Grant>>> waiting_;
  boost::asio::steady_timer idle_timer_;
  bool watching_ = false;
  std::uint64_t refused_ = 0;
  TlsSession session_;
};

}  // namespace http
