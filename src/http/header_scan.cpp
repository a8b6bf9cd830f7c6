#include "http/header_scan.hpp"

namespace http {
namespace {

// Without a branch in the loop, so that the compiler can look at many bytes at once.
bool has_forbidden(std::string_view line) {
  unsigned bad = 0;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    bad |= static_cast<unsigned>((byte < 0x20) & (byte != '\t')) | static_cast<unsigned>(byte == 0x7f);
  }
  return bad != 0;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

HeaderScan::Found HeaderScan::scan(std::string_view bytes) {
  // Something else than HTTP (TLS on a plain port, a port scanner) is told at once, not at the deadline.
  if (!bytes.empty() && !is_upper(bytes.front())) return refuse("the request does not begin with a verb");

  for (;;) {
    const auto feed = bytes.find('\n', seen_);
    if (feed == std::string_view::npos) {
      seen_ = bytes.size();
      return Found::need_more;
    }
    if (feed == line_ || bytes[feed - 1] != '\r') return refuse("a header line does not end with CRLF");

    const auto line = bytes.substr(line_, feed - 1 - line_);
    const bool first = line_ == 0;
    line_ = seen_ = feed + 1;
    if (line.empty()) return Found::complete;
    if (has_forbidden(line)) return refuse("the header holds a control character");
    if (!first && (line.front() == ' ' || line.front() == '\t')) return refuse("a header line is folded");
  }
}

HeaderScan::Found HeaderScan::refuse(std::string_view detail) {
  detail_ = detail;
  return Found::malformed;
}

}  // namespace http
