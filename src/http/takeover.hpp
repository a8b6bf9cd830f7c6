// An answer written to the connection by the handler itself: one that is made while it is written and too
// large to be held, or broken HTTP that a server has to show on purpose. Other endpoints have no use for it.
#pragma once

#include <string_view>

#include "base/async.hpp"

namespace http {

// The bytes of one connection, on its loop. Over TLS the bytes are encrypted as usual.
class RawStream {
 public:
  virtual ~RawStream() = default;
  // Within the server's write limit a call; false once the peer is gone or the connection was closed.
  virtual base::Awaitable<bool> write(std::string_view bytes) = 0;
  // Closes the connection with a TCP reset instead of a proper end.
  virtual void reset() = 0;
};

// Runs once, after the request was read, in place of the server's own writing. Whatever it wrote, the server
// closes the connection afterwards, adds nothing, and counts the request with Response::status and code.
class Takeover {
 public:
  virtual ~Takeover() = default;
  virtual base::Awaitable<void> run(RawStream& stream) = 0;
};

}  // namespace http
