#include "http/connector.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/exchange.hpp"
#include "http/request_writer.hpp"
#include "http/tls.hpp"

namespace http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr auto awaited = boost::asio::as_tuple(boost::asio::use_awaitable);

std::string text_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  const bool v6 = endpoint.address().is_v6();
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

// Binds without taking a port yet, so that the same local port can serve connections to several peers.
error_code bind_source(tcp::socket& socket, const base::IpAddress& source) {
  const int on = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  error_code error;
  socket.bind(tcp::endpoint(source, 0), error);
  return error;
}

error_code prepare(tcp::socket& socket, const tcp::endpoint& peer,
                   const std::optional<base::IpAddress>& source) {
  error_code error;
  socket.open(peer.protocol(), error);
  if (!error) socket.set_option(tcp::no_delay(true), error);
  if (!error) socket.non_blocking(true, error);
  if (!error && source) error = bind_source(socket, *source);
  return error;
}

// A part of the time until `limit`, so that an address that swallows packets leaves some for the next.
base::Deadline share(base::Deadline limit, std::size_t addresses_left, base::SteadyTime now) {
  if (addresses_left <= 1) return limit;
  return limit.sooner(now + limit.remaining(now) / static_cast<std::int64_t>(addresses_left));
}

std::optional<base::IpAddress> source_of(const ClientOptions& options) {
  const auto address = base::parse_address(options.source_address);
  return address ? std::optional(*address) : std::nullopt;
}

}  // namespace

Connector::Connector(boost::asio::io_context& loop, const ClientOptions& options,
                     std::shared_ptr<TlsClientContext> tls, const base::Clock& clock)
    : loop_(loop),
      options_(options),
      source_(source_of(options)),
      tls_(std::move(tls)),
      clock_(clock),
      addresses_(std::make_shared<AddressBook>(loop, system_lookup(loop), options.resolve_every, clock)) {}

base::Awaitable<Outcome<ConnectionPtr>> Connector::open(const Origin& origin, const TlsSession& session,
                                                        base::Deadline deadline) {
  const auto limit = deadline.sooner(clock_.steady() + options_.connect);
  auto connection = std::make_unique<Connection>(loop_);
  auto done = co_await establish(*connection, origin, session, limit);
  if (done) co_return std::move(connection);
  // The connect limit is a limit of its own: a server that is not reached within it is not merely slow.
  if (done.error().fault == Fault::timeout && limit.at != deadline.at) done.error().fault = Fault::connect;
  co_return std::unexpected(std::move(done.error()));
}

base::Awaitable<Outcome<>> Connector::establish(Connection& connection, const Origin& origin,
                                                const TlsSession& session, base::Deadline limit) {
  const Origin& peer = options_.proxy ? *options_.proxy : origin;
  auto addresses = co_await addresses_->find(peer.host, limit);
  if (!addresses) co_return std::unexpected(std::move(addresses.error()));

  auto done = co_await dial(connection, std::move(*addresses), peer.port, limit);
  if (done && origin.tls && options_.proxy) done = co_await open_tunnel(connection, origin);
  if (done && origin.tls) done = co_await shake_hands(connection, origin, session);
  co_return done;
}

base::Awaitable<Outcome<>> Connector::dial(Connection& connection, Addresses addresses, std::uint16_t port,
                                           base::Deadline limit) {
  if (source_) std::erase_if(addresses, [this](const auto& a) { return a.is_v4() != source_->is_v4(); });
  Outcome<> done = failed(Fault::connect, "the server has no address of the source address's kind");
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    connection.close();
    connection.close_at(share(limit, addresses.size() - i, clock_.steady()));
    done = co_await dial_one(connection, addresses[i], port);
    if (done) break;
  }
  connection.close_at(limit);
  co_return done;
}

base::Awaitable<Outcome<>> Connector::dial_one(Connection& connection, const base::IpAddress& address,
                                               std::uint16_t port) {
  const tcp::endpoint peer(address, port);
  if (const auto error = prepare(connection.tcp(), peer, source_)) {
    co_return failed(Fault::connect, text_of(peer) + ": " + error.message());
  }
  const auto [error] = co_await connection.tcp().async_connect(peer, awaited);
  if (connection.timed_out()) co_return failed(Fault::timeout, text_of(peer) + ": no connection in time");
  if (error) co_return failed(Fault::connect, text_of(peer) + ": " + error.message());
  co_return Outcome<>();
}

base::Awaitable<Outcome<>> Connector::open_tunnel(Connection& connection, const Origin& origin) {
  connection.outgoing().clear();
  append_connect(connection.outgoing(), origin.authority());
  connection.reader().begin(ResponseReader::Body::none, 0);
  const auto exchanged = co_await exchange(connection);
  if (connection.timed_out()) co_return failed(Fault::timeout, "the proxy did not answer CONNECT in time");
  if (!exchanged.response) co_return failed(Fault::proxy, "CONNECT: " + exchanged.response.error().cause);
  const int status = exchanged.response->status;
  if (status / 100 != 2) co_return failed(Fault::proxy, "CONNECT was answered " + std::to_string(status));
  // Whatever version or Connection it named: from here on it is a tunnel (RFC 9110, 9.3.6).
  if (!connection.reader().nothing_left()) co_return failed(Fault::proxy, "bytes came that nobody asked for");
  co_return Outcome<>();
}

base::Awaitable<Outcome<>> Connector::shake_hands(Connection& connection, const Origin& origin,
                                                  const TlsSession& session) {
  if (!tls_) co_return failed(Fault::tls, "no TLS context is configured");
  auto& tls = connection.start_tls(tls_->get());
  tls.set_verify_mode(boost::asio::ssl::verify_peer);
  tls.set_verify_callback(boost::asio::ssl::host_name_verification(origin.host));
  if (!base::parse_address(origin.host)) SSL_set_tlsext_host_name(tls.native_handle(), origin.host.c_str());
  session.offer_to(tls.native_handle());

  const auto [error] = co_await tls.async_handshake(boost::asio::ssl::stream_base::client, awaited);
  if (connection.timed_out()) co_return failed(Fault::timeout, "the TLS handshake was not finished in time");
  if (!error) co_return Outcome<>();
  const long verified = SSL_get_verify_result(tls.native_handle());
  std::string cause = error.message();
  if (verified != X509_V_OK) cause += std::string(" (") + X509_verify_cert_error_string(verified) + ")";
  co_return failed(Fault::tls, std::move(cause));
}

}  // namespace http
