// A newly started gateway takes the new connections of the one that it replaces.
#pragma once

#include <cstddef>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/log.hpp"
#include "http/server.hpp"

namespace app {

// Claims the port of a server (http/port_share.hpp) at its start, and again until nobody else listens there.
// Lives on the server's loop.
class PortClaim {
 public:
  // `own`: the servers of this process at that address.
  PortClaim(boost::asio::io_context& loop, http::Server& server, std::size_t own, base::Log& log);
  ~PortClaim();

  void start();
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace app
