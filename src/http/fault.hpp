// What kept an exchange from getting its answer.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace http {

// The step that failed.
enum class Fault : std::uint8_t {
  none,
  request,  // it cannot be written as HTTP; a mistake of the caller
  waiting,  // no connection came free in time
  timeout,  // the deadline passed after that
  resolve,  // no address for the host
  connect,  // refused, unreachable, or not within the connect limit
  proxy,    // the proxy did not open the tunnel
  tls,      // handshake or certificate
  write,
  read,       // reset, or closed before the answer was complete
  response,   // not the HTTP that this client accepts
  too_large,  // header or body above its limit
};

// A short constant, for records and metrics: "timeout", "connect", …; empty for none.
std::string_view name(Fault fault);

// Inside the client: a fault and its cause, for the log.
struct Failed {
  Fault fault = Fault::none;
  std::string cause;
};

template <class T = void>
using Outcome = std::expected<T, Failed>;

std::unexpected<Failed> failed(Fault fault, std::string cause);

base::Error to_error(Failed failed);

}  // namespace http
