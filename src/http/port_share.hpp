// One port, several processes: how a new gateway takes over from one that is about to leave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace http {

// Code::io_failed when any process listens at this address. Listeners with SO_REUSEPORT would join another
// process of the same user without a word. Port 0 is always free.
base::Result<> check_port_is_free(const std::string& address, std::uint16_t port);

// From now on all new connections to the address of `listener` go to the `own` sockets of this process, which
// were the last to listen there (SO_REUSEPORT, socket(7)); other processes keep the connections they have,
// also those that wait to be accepted. Answers how many sockets listen there in all; to be repeated until
// only the own ones do, which ends the claim. Nobody else may begin to listen there during the call.
// Code::io_failed: connections are spread over all processes, as before.
base::Result<std::size_t> claim_new_connections(int listener, std::size_t own);

}  // namespace http
