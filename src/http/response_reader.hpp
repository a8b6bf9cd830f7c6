// Reads one HTTP/1.1 answer out of bytes as they come. No I/O.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "http/client.hpp"
#include "http/fault.hpp"

namespace http {

// One for a connection, used for its answers one after another. Interim (1xx) answers are passed over, at
// most 16 of them. Transfer-Encoding must be absent or exactly "chunked".
class ResponseReader {
 public:
  static constexpr std::size_t header_limit = 16 * 1024;
  static constexpr std::size_t buffer_size = 32 * 1024;

  ResponseReader();
  ~ResponseReader();

  enum class Body { expected, none };  // none: the answer to HEAD or CONNECT
  // Before each request.
  void begin(Body body, std::size_t body_limit);

  // Where the next bytes belong; never empty while an answer is incomplete.
  std::span<char> space();

  enum class State { incomplete, complete, failed };
  // `size` bytes were put into space().
  State received(std::size_t size);
  // The peer ended the connection in good order.
  State ended();

  // After complete, once.
  IncomingResponse take();
  // After complete: no byte came behind it.
  bool nothing_left() const;
  // After complete: the peer keeps the connection open and nothing is left over.
  bool may_keep() const;
  // After failed.
  const Failed& failure() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
