#include "http/request_reader.hpp"

#include "http/transport.hpp"
#include "http/watchdog.hpp"

namespace http {
namespace {

// Free space for the raw bytes of a chunked body, and with it the limit for one chunk header and the
// trailers.
constexpr std::size_t chunk_window = 4 * 1024;

}  // namespace

base::Awaitable<bool> RequestReader::wait(std::chrono::milliseconds limit) {
  skip_empty_line();
  if (!buffer_.unread().empty()) co_return true;
  buffer_.release();
  watchdog_.arm(limit);
  bool came = co_await transport_.readable();
  if (came) came = co_await fill(buffer_.space(ReadBuffer::initial));
  watchdog_.disarm();
  co_return came;
}

base::Awaitable<Read> RequestReader::read_head(std::size_t size_limit, std::chrono::milliseconds time_limit) {
  bool armed = false;
  for (;;) {
    skip_empty_line();
    const bool undecided = may_skip_ && buffer_.unread() == "\r";
    const auto found = undecided ? HeaderScan::Found::need_more : scan_.scan(buffer_.unread());
    if (found == HeaderScan::Found::malformed) co_return refuse(scan_.detail());
    if (found == HeaderScan::Found::complete) break;

    const auto space = buffer_.space(size_limit);
    if (space.empty()) co_return Read::too_large;
    if (!armed) watchdog_.arm(time_limit);
    armed = true;
    const bool more = co_await fill(space);
    if (!more) co_return buffer_.unread().empty() ? Read::gone : ended();
  }
  watchdog_.disarm();
  message_size_ = scan_.size();
  co_return message_size_ <= size_limit ? Read::complete : Read::too_large;
}

// One empty line before a request is passed over (RFC 9112, 2.2): old clients send it after a body.
void RequestReader::skip_empty_line() {
  if (!may_skip_ || !buffer_.unread().starts_with("\r\n")) return;
  buffer_.consume(2);
  may_skip_ = false;
}

bool RequestReader::parse(RequestLine& line, std::vector<Header>& headers) {
  return parser_.parse_head(buffer_.unread().substr(0, scan_.size()), line, headers);
}

bool RequestReader::make_room(const Framing& framing) {
  if (!framing.has_body()) return false;
  return buffer_.reserve(scan_.size() + (framing.chunked ? chunk_window : framing.content_length));
}

bool RequestReader::has_body(const Framing& framing) const {
  return !framing.chunked && buffer_.unread().size() >= scan_.size() + framing.content_length;
}

base::Awaitable<Read> RequestReader::read_body(const Framing& framing, std::size_t size_limit,
                                               std::chrono::milliseconds time_limit) {
  if (!framing.has_body()) co_return Read::complete;
  if (framing.content_length > size_limit) co_return Read::too_large;
  if (!has_body(framing)) watchdog_.arm(time_limit);

  if (framing.chunked) {
    const Read read = co_await read_chunks(size_limit);
    if (read != Read::complete) co_return read;
    body_ = decoded_;
  } else {
    while (!has_body(framing)) {
      const bool more = co_await fill(buffer_.free_space());
      if (!more) co_return ended();
    }
    message_size_ = scan_.size() + framing.content_length;
    body_ = buffer_.unread().substr(scan_.size(), framing.content_length);
  }
  watchdog_.disarm();
  co_return Read::complete;
}

// Raw bytes behind the header go through the parser and out of the buffer again, so the header stays in
// place.
base::Awaitable<Read> RequestReader::read_chunks(std::size_t size_limit) {
  for (;;) {
    std::size_t used = 0;
    const auto chunks =
        parser_.parse_chunks(buffer_.unread().substr(scan_.size()), decoded_, size_limit, used);
    buffer_.erase(scan_.size(), used);
    switch (chunks) {
      case RequestParser::Chunks::complete:
        co_return Read::complete;
      case RequestParser::Chunks::too_large:
        co_return Read::too_large;
      case RequestParser::Chunks::malformed:
        co_return refuse("the chunked body is malformed");
      case RequestParser::Chunks::need_more:
        break;
    }
    const auto space = buffer_.free_space();
    if (space.empty()) co_return refuse("a chunk extension or trailer is too long");
    const bool more = co_await fill(space);
    if (!more) co_return ended();
  }
}

void RequestReader::finish() {
  buffer_.consume(message_size_);
  message_size_ = 0;
  may_skip_ = true;
  scan_ = {};
  body_ = {};
  decoded_.clear();
  if (decoded_.capacity() > ReadBuffer::initial) decoded_.shrink_to_fit();
}

base::Awaitable<void> RequestReader::discard(std::size_t size_limit) {
  buffer_.consume(buffer_.unread().size());
  for (std::size_t dropped = 0; dropped < size_limit && !watchdog_.expired();) {
    const auto space = buffer_.space(ReadBuffer::initial);
    const auto [error, size] = co_await transport_.socket().async_read_some(
        boost::asio::buffer(space.data(), space.size()), boost::asio::as_tuple(boost::asio::use_awaitable));
    if (error) break;
    dropped += size;
  }
}

base::Awaitable<bool> RequestReader::fill(std::span<char> into) {
  if (watchdog_.expired()) co_return false;
  const std::size_t size = co_await transport_.read_some(into);
  buffer_.commit(size);
  co_return size > 0;
}

Read RequestReader::ended() const { return watchdog_.expired() ? Read::timeout : Read::gone; }

Read RequestReader::refuse(std::string_view detail) {
  detail_ = detail;
  return Read::malformed;
}

}  // namespace http
