// One port, several processes: how a new gateway takes over from one that is about to leave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
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

// The listeners of one process at one address, when several processes share it: they leave it in one moment.
// Left one after the other, the kernel would give connections that a newer process has claimed to one that is
// about to close. Thread-safe.
class PortGroup {
 public:
  // `left` is called once, by any thread, when the socket listens no more; it only posts.
  void join(int listener, std::function<void()> left);
  // This one has nothing left to accept. When all have said so none of them listens any more. Until then each
  // goes on accepting.
  void ready_to_leave(int listener);
  // It is about to be closed by itself, or was. Nothing when it is no member.
  void forget(int listener);

 private:
  struct Member {
    std::function<void()> left;
    bool ready = false;
  };
  void leave_if_all_ready();

  std::mutex mutex_;
  std::map<int, Member> members_;
};

}  // namespace http
