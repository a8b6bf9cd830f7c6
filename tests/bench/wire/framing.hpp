// Where an HTTP/1.1 message ends, for peers that are known to send Content-Length and nothing fancy.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace bench {

struct Framed {
  std::size_t size = 0;  // header and body
  int status = 0;        // of an answer
  bool close = false;    // the peer says that it ends the connection
};

// The first message in `bytes`; nothing while it is incomplete. A message whose length stands nowhere has no
// body, and one in chunks is not understood: the program ends.
std::optional<Framed> first_message(std::string_view bytes);

}  // namespace bench
