#include "http/transport.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>

namespace http {

using boost::asio::as_tuple;
using boost::asio::deferred;
using boost::asio::ip::tcp;

void Transport::cancel() {
  boost::system::error_code ignored;
  socket().cancel(ignored);
}

void Transport::close() {
  boost::system::error_code ignored;
  socket().close(ignored);
}

void Transport::reset() {
  boost::system::error_code ignored;
  socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
  close();
}

namespace {

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(tcp::socket socket) : Transport(false), socket_(std::move(socket)) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);  // for write_now
  }

  tcp::socket& socket() override { return socket_; }

  base::Awaitable<bool> handshake() override { co_return true; }

  base::Awaitable<bool> readable() override {
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, as_tuple(deferred));
    co_return !error;
  }

  base::Awaitable<std::size_t> read_some(std::span<char> into) override {
    const auto [error, size] =
        co_await socket_.async_read_some(boost::asio::buffer(into.data(), into.size()), as_tuple(deferred));
    co_return error ? 0 : size;
  }

  std::size_t write_now(std::string_view bytes) override {
    boost::system::error_code error;
    const std::size_t size = socket_.write_some(boost::asio::buffer(bytes), error);
    return error ? 0 : size;
  }

  base::Awaitable<bool> write(std::string_view bytes) override {
    const auto [error, size] =
        co_await boost::asio::async_write(socket_, boost::asio::buffer(bytes), as_tuple(deferred));
    co_return !error && size == bytes.size();
  }

  base::Awaitable<void> end() override {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

 private:
  tcp::socket socket_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(tcp::socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace http
