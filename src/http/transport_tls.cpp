#include <memory>
#include <new>
#include <utility>

#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "http/socket_bio.hpp"
#include "http/tls.hpp"
#include "http/transport.hpp"

namespace http {
namespace {

using boost::asio::as_tuple;
using boost::asio::deferred;
using boost::asio::ip::tcp;

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

// OpenSSL works on the socket itself: Asio's TLS stream keeps 70 KB of buffers for each connection, idle ones
// too.
class TlsTransport final : public Transport {
 public:
  TlsTransport(tcp::socket socket, TlsServerContext& tls)
      : Transport(true), socket_(std::move(socket)), ssl_(SSL_new(tls.get().native_handle())) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
    BIO* const bio = ssl_ ? make_socket_bio(socket_.native_handle()) : nullptr;
    if (bio == nullptr) throw std::bad_alloc();
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
  }

  tcp::socket& socket() override { return socket_; }

  base::Awaitable<bool> handshake() override {
    const bool done = co_await perform([](SSL* ssl) { return SSL_do_handshake(ssl); });
    co_return done;
  }

  base::Awaitable<bool> readable() override {
    if (SSL_has_pending(ssl_.get()) != 0) co_return true;
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, as_tuple(deferred));
    co_return !error;
  }

  base::Awaitable<std::size_t> read_some(std::span<char> into) override {
    std::size_t size = 0;
    waited_ = false;
    const bool read = co_await perform(
        [into, &size](SSL* ssl) { return SSL_read_ex(ssl, into.data(), into.size(), &size); });
    // A peer that always has more for us must not keep the loop from the others.
    if (read && !waited_) co_await boost::asio::post(socket_.get_executor(), deferred);
    co_return read ? size : 0;
  }

  std::size_t write_now(std::string_view) override { return 0; }

  base::Awaitable<bool> write(std::string_view bytes) override {
    if (bytes.empty()) co_return true;
    std::size_t size = 0;
    const bool written = co_await perform(
        [bytes, &size](SSL* ssl) { return SSL_write_ex(ssl, bytes.data(), bytes.size(), &size); });
    co_return written&& size == bytes.size();
  }

  // Sends close_notify and waits for the peer's; whatever comes of it, the connection is over.
  base::Awaitable<void> end() override {
    const bool sent = co_await perform([](SSL* ssl) { return SSL_shutdown(ssl) >= 0 ? 1 : -1; });
    if (sent) co_await perform([](SSL* ssl) { return SSL_shutdown(ssl); });
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }

 private:
  // Takes a step again, after waiting for what it lacks, until it succeeds; false when it never will.
  template <class Step>
  base::Awaitable<bool> perform(Step step) {
    while (socket_.is_open()) {  // a closed descriptor may be another connection's by now
      ERR_clear_error();         // the queue of this thread may hold another connection's
      const int result = step(ssl_.get());
      if (result > 0) co_return true;
      const int need = SSL_get_error(ssl_.get(), result);
      if (need != SSL_ERROR_WANT_READ && need != SSL_ERROR_WANT_WRITE) co_return false;
      waited_ = true;
      const auto [error] = co_await socket_.async_wait(
          need == SSL_ERROR_WANT_READ ? tcp::socket::wait_read : tcp::socket::wait_write, as_tuple(deferred));
      if (error) break;
    }
    co_return false;
  }

  tcp::socket socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool waited_ = false;  // by the read that runs, or a later step
};

}  // namespace

std::unique_ptr<Transport> make_tls_transport(tcp::socket socket, TlsServerContext& tls) {
  return std::make_unique<TlsTransport>(std::move(socket), tls);
}

}  // namespace http
