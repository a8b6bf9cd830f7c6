#include "wire/framing.hpp"

#include <strings.h>

#include <charconv>

#include "wire/options.hpp"

namespace bench {
namespace {

bool is_header(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         ::strncasecmp(line.data(), name.data(), name.size()) == 0;
}

std::string_view value_of(std::string_view line) {
  line.remove_prefix(line.find(':') + 1);
  while (line.starts_with(' '))
    line.remove_prefix(1);
  return line;
}

template <class T>
T number_of(std::string_view text) {
  T number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::optional<Framed> first_message(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  Framed framed;
  const auto first = bytes.substr(0, bytes.find("\r\n"));
  if (first.starts_with("HTTP/1.1 ")) framed.status = number_of<int>(first.substr(9, 3));
  std::size_t body = 0;
  for (std::size_t at = first.size() + 2; at < end + 2;) {
    const auto next = bytes.find("\r\n", at);
    const auto line = bytes.substr(at, next - at);
    at = next + 2;
    // Two names of these lengths: most lines are told apart by one letter.
    const char initial = static_cast<char>(line.front() | 0x20);
    if (initial == 'c' && is_header(line, "content-length")) {
      body = number_of<std::size_t>(value_of(line));
    } else if (initial == 'c' && is_header(line, "connection")) {
      framed.close = value_of(line).starts_with("close");
    } else if (initial == 't' && is_header(line, "transfer-encoding")) {
      give_up("an answer in chunks, which this program does not read");
    }
  }
  framed.size = end + 4 + body;
  if (bytes.size() < framed.size) return std::nullopt;
  return framed;
}

}  // namespace bench
