// Reads the requests of one connection, one after the other, within their limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "http/check.hpp"
#include "http/header_scan.hpp"
#include "http/read_buffer.hpp"
#include "http/request_parser.hpp"

namespace http {

class Transport;
class Watchdog;

enum class Read {
  complete,
  gone,       // the peer left or the connection broke: nobody to answer
  timeout,    // the phase's time was up
  too_large,  // over the phase's byte limit
  malformed,  // detail() says how
};

// The order for each request: wait, read_head, parse, (make_room, parse again if it says so), read_body,
// finish. On the loop. Views that parse() filled and body() are valid until finish().
class RequestReader {
 public:
  RequestReader(Transport& transport, Watchdog& watchdog) : transport_(transport), watchdog_(watchdog) {}

  // Waits until a byte of the next request is there. False: none came in that time, or the peer left.
  base::Awaitable<bool> wait(std::chrono::milliseconds limit);
  // The rest of the header, up to `size_limit` bytes, within `time_limit` from now.
  base::Awaitable<Read> read_head(std::size_t size_limit, std::chrono::milliseconds time_limit);
  // Splits the header that read_head completed; false when it is malformed.
  bool parse(RequestLine& line, std::vector<Header>& headers);

  // Makes the body, whose length the caller found acceptable, fit behind the header. True when the header
  // moved: parse() must fill the views anew.
  bool make_room(const Framing& framing);
  // The whole body was read along with the header. Of a chunked one that is not known.
  bool has_body(const Framing& framing) const;
  base::Awaitable<Read> read_body(const Framing& framing, std::size_t size_limit,
                                  std::chrono::milliseconds time_limit);
  std::string_view body() const { return body_; }

  // Forgets the request; what was read beyond it stays.
  void finish();
  // Reads and drops what the peer still sends, until it ends, the watchdog fires or `size_limit` is reached.
  base::Awaitable<void> discard(std::size_t size_limit);

  std::string_view detail() const { return detail_; }

 private:
  void skip_empty_line();
  base::Awaitable<bool> fill(std::span<char> into);
  base::Awaitable<Read> read_chunks(std::size_t size_limit);
  Read ended() const;
  Read refuse(std::string_view detail);

  Transport& transport_;
  Watchdog& watchdog_;
  ReadBuffer buffer_;
  HeaderScan scan_;
  RequestParser parser_;
  bool may_skip_ = true;
  std::size_t message_size_ = 0;  // unread bytes that belong to the current request
  std::string_view body_;
  std::string decoded_;  // a chunked body
  std::string_view detail_;
};

}  // namespace http
