// The real session on one end of a pair of sockets, the input on the other.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fuzz {

// How the bytes arrive.
struct Manner {
  std::size_t piece = 0;     // bytes at once, 0: all of them
  bool proxied = false;      // from a trusted proxy, which announces the client
  bool turned_away = false;  // over the connection limit
  bool drains = false;       // the server is about to stop when half of them were sent
  bool leaves = false;       // and begins nothing new then
};

// A request as its handler saw it.
struct Handled {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string client;
};

struct Conversation {
  std::vector<Handled> handled;
  std::string received;  // what the session sent
};

// One for the process: its loop, routes and clock serve every conversation.
class House {
 public:
  House();
  ~House();
  // Sends the bytes, closes the sending side, and runs the session to its end. Fails when it does not end.
  Conversation talk(std::string_view bytes, const Manner& manner);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fuzz
