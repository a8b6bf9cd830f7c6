// The TLS session of an origin, kept so that the next connection need not begin from nothing.
#pragma once

#include <memory>

#include <openssl/ssl.h>

namespace http {

class TlsSession {
 public:
  // After an answer was read: by then a TLS 1.3 server has sent its tickets.
  void take_from(SSL* connection) {
    std::unique_ptr<SSL_SESSION, Free> session(SSL_get1_session(connection));
    if (session && SSL_SESSION_is_resumable(session.get()) == 1) session_ = std::move(session);
  }

  // Before the handshake. A server that does not know the session any more begins anew.
  void offer_to(SSL* connection) const {
    if (session_) SSL_set_session(connection, session_.get());
  }

 private:
  struct Free {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  };
  std::unique_ptr<SSL_SESSION, Free> session_;
};

}  // namespace http
