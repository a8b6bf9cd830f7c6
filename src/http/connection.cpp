#include "http/connection.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "base/secret.hpp"

namespace http {

Connection::Connection(boost::asio::io_context& loop)
    : tcp_(loop), watchdog_(loop.get_executor(), [this] { close(); }) {}

Connection::~Connection() {
  close();
  base::wipe(outgoing_);
}

Connection::Tls& Connection::start_tls(boost::asio::ssl::context& context) {
  return tls_.emplace(tcp_, context);
}

void Connection::close() {
  boost::system::error_code ignored;
  // Tells OpenSSL that the session is good for resumption. No close_notify is sent: the answer is complete by
  // its own length, and nobody waits for the peer's.
  if (tls_) SSL_set_shutdown(tls_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  tcp_.close(ignored);
}

bool Connection::is_quiet() {
  if (!tcp_.is_open()) return false;
  if (tls_) {
    SSL* ssl = tls_->native_handle();
    if (SSL_has_pending(ssl) != 0 || BIO_pending(SSL_get_rbio(ssl)) > 0) return false;
  }
  char byte;
  const auto count = ::recv(tcp_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace http
