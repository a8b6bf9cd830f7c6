// Opens connections: addresses, source address, proxy, TLS.
#pragma once

#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "http/address_book.hpp"
#include "http/client.hpp"
#include "http/connection.hpp"
#include "http/fault.hpp"
#include "http/tls_session.hpp"

namespace http {

// On one loop. Every step is bounded by the deadline and by ClientOptions::connect.
class Connector {
 public:
  Connector(boost::asio::io_context& loop, const ClientOptions& options,
            std::shared_ptr<TlsClientContext> tls, const base::Clock& clock);

  // A connection over which requests to `origin` can be sent. `session` is resumed if it can be; it must live
  // until the connection is there.
  base::Awaitable<Outcome<ConnectionPtr>> open(const Origin& origin, const TlsSession& session,
                                               base::Deadline deadline);

 private:
  base::Awaitable<Outcome<>> establish(Connection& connection, const Origin& origin,
                                       const TlsSession& session, base::Deadline limit);
  base::Awaitable<Outcome<>> dial(Connection& connection, Addresses addresses, std::uint16_t port,
                                  base::Deadline limit);
  base::Awaitable<Outcome<>> dial_one(Connection& connection, const base::IpAddress& address,
                                      std::uint16_t port);
  base::Awaitable<Outcome<>> open_tunnel(Connection& connection, const Origin& origin);
  base::Awaitable<Outcome<>> shake_hands(Connection& connection, const Origin& origin,
                                         const TlsSession& session);

  boost::asio::io_context& loop_;
  const ClientOptions& options_;
  std::optional<base::IpAddress> source_;
  std::shared_ptr<TlsClientContext> tls_;
  const base::Clock& clock_;
  std::shared_ptr<AddressBook> addresses_;
};

}  // namespace http
