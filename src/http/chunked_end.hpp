// A pitfall of Beast's parser that both sides of HTTP step around.
#pragma once

#include <string_view>

namespace http {

// Whether the parser must not be given the unread bytes of a chunked body yet, but these with more behind
// them: Beast 1.81 ends the process when it has seen the line of the last chunk and is asked again with less
// than "0\r\n\r\n" in hand (boostorg/beast, pull request 2861). No body is complete before it has that many
// more.
inline bool is_too_little(std::string_view unread) { return unread.size() < 5 && unread.starts_with('0'); }

}  // namespace http
