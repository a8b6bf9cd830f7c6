#include "http/exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>

namespace http {
namespace {

using boost::asio::const_buffer;
using boost::system::error_code;
using State = ResponseReader::State;

// Saves a coroutine frame against use_awaitable.
constexpr auto deferred_tuple = boost::asio::as_tuple(boost::asio::deferred);

struct Written {
  error_code error;
  std::size_t count = 0;
};

// The socket nearly always takes a small request at once: then nothing is waited for.
Written write_at_once(Connection::Tcp& socket, const_buffer bytes) {
  Written written;
  written.count = socket.write_some(bytes, written.error);
  if (written.error == boost::asio::error::would_block) written.error = {};
  return written;
}

Written write_at_once(Connection::Tls&, const_buffer) { return {}; }

Fault fault_of(const Connection& connection, Fault otherwise) {
  return connection.timed_out() ? Fault::timeout : otherwise;
}

template <class Stream>
base::Awaitable<Exchanged> run(Connection& connection, Stream& stream) {
  const auto request = boost::asio::buffer(connection.outgoing());
  auto written = write_at_once(stream, request);
  Sent sent = written.count > 0 ? Sent::maybe : Sent::no;
  if (!written.error && written.count < request.size()) {
    const auto [error, count] =
        co_await boost::asio::async_write(stream, request + written.count, deferred_tuple);
    written.error = error;
    // On failure Asio does not tell how many bytes of ciphertext went out.
    if (count > 0 || connection.tls() != nullptr) sent = Sent::maybe;
  }
  if (written.error) {
    co_return Exchanged{failed(fault_of(connection, Fault::write), written.error.message()), sent};
  }

  ResponseReader& reader = connection.reader();
  State state = State::incomplete;
  while (state == State::incomplete) {
    const auto space = reader.space();
    const auto [error, count] =
        co_await stream.async_read_some(boost::asio::buffer(space.data(), space.size()), deferred_tuple);
    if (count > 0) sent = Sent::yes;
    if (count > 0) state = reader.received(count);
    if (!error || state != State::incomplete) continue;
    // Over TLS eof is a close_notify; without one the error is stream_truncated.
    if (error != boost::asio::error::eof) {
      co_return Exchanged{failed(fault_of(connection, Fault::read), error.message()), sent};
    }
    state = reader.ended();
  }
  if (state == State::failed) co_return Exchanged{std::unexpected(reader.failure()), sent};
  co_return Exchanged{reader.take(), sent};
}

}  // namespace

base::Awaitable<Exchanged> exchange(Connection& connection) {
  if (auto* tls = connection.tls()) return run(connection, *tls);
  return run(connection, connection.tcp());
}

}  // namespace http
