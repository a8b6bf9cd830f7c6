// What the server sent, taken apart strictly.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connection/reference.hpp"

namespace fuzz {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case, each once
  std::string body;
};

struct Replies {
  std::vector<Reply> answers;  // without the 100 ones
  std::size_t continues = 0;
};

// `asked`: what the answers belong to, for those to HEAD have no body. Fails where the bytes are not a
// sequence of whole answers, of which only the last one may close the connection. `cut`: the last one may be
// incomplete.
Replies read_replies(std::string_view sent, const std::vector<Expected>& asked);

}  // namespace fuzz
