#include "audit/note_cutter.hpp"

namespace audit {

std::optional<std::string> NoteCutter::add(std::string_view line) {
  constexpr std::string_view dash = "\xe2\x80\x94 ";
  std::optional<std::string> complete;
  if (signatures_ && !line.starts_with(dash)) complete = finish();
  if (line.empty() && note_.empty()) return complete;
  note_.append(line).append("\n");
  if (line.empty()) signatures_ = true;
  return complete;
}

std::optional<std::string> NoteCutter::finish() {
  signatures_ = false;
  if (note_.empty()) return std::nullopt;
  return std::exchange(note_, {});
}

}  // namespace audit
