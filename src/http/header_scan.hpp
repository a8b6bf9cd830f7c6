// Finds the end of a request's header in the bytes as they come, and refuses what no header may hold.
#pragma once

#include <cstddef>
#include <string_view>

namespace http {

// Lines end with CRLF and nothing else; no control character but the tab stands in them; none continues the
// one before (obs-fold). A parser that is asked afterwards sees one whole, clean header. Remembers where it
// stopped, so that a header that comes byte by byte costs no more than one that comes at once.
class HeaderScan {
 public:
  enum class Found { need_more, complete, malformed };

  // `bytes`: everything of the message that was read so far, from its first byte.
  Found scan(std::string_view bytes);

  // After `complete`: the header's length with the empty line that ends it.
  std::size_t size() const { return line_; }
  // After `malformed`: constant text for the caller.
  std::string_view detail() const { return detail_; }

 private:
  Found refuse(std::string_view detail);

  std::size_t line_ = 0;  // where the first line that is not yet complete begins
  std::size_t seen_ = 0;  // no line feed between line_ and here
  std::string_view detail_;
};

}  // namespace http
