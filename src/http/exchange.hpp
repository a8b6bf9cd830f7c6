// One request and its answer over a connection that is open.
#pragma once

#include "base/async.hpp"
#include "http/client.hpp"
#include "http/connection.hpp"
#include "http/fault.hpp"

namespace http {

struct Exchanged {
  Outcome<IncomingResponse> response;  // Fault::timeout when the connection's deadline closed it
  Sent sent = Sent::no;
};

// Writes connection.outgoing() and reads with connection.reader(), on which begin() was called. The
// connection's close_at() bounds it, and its owner keeps it alive. After a failure it is to be dropped.
base::Awaitable<Exchanged> exchange(Connection& connection);

}  // namespace http
