#include "audit/checkpoint.hpp"

#include <algorithm>
#include <limits>

#include "base/ids.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;

}  // namespace

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.log + '/' + base::to_hex(checkpoint.stream) + '\n' + std::to_string(checkpoint.size) +
         '\n' + base::to_base64(checkpoint.root) + '\n';
}

base::Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const std::string_view origin = take_line(text);
  const std::string_view size = take_line(text);
  const auto root = base::from_base64(take_line(text));
  const auto slash = origin.rfind('/');
  Checkpoint out;
  if (slash == std::string_view::npos || slash == 0)
    return fail(Code::invalid_argument, "a checkpoint begins with <log>/<stream>");
  out.log = origin.substr(0, slash);
  out.stream = parse_stream(origin.substr(slash + 1));
  if (out.stream == 0) return fail(Code::invalid_argument, "the checkpoint's stream is not 16 hex digits");
  const auto number = base::parse_uint64(size);
  if (!number || *number > std::uint64_t{std::numeric_limits<std::int64_t>::max()} ||
      (size.size() > 1 && size.starts_with('0')))
    return fail(Code::invalid_argument, "the checkpoint's size is not a number");
  out.size = static_cast<std::int64_t>(*number);
  if (!root || root->size() != out.root.size())
    return fail(Code::invalid_argument, "the checkpoint's root is not 32 bytes in base64");
  std::ranges::copy(base::bytes_of(*root), out.root.begin());
  return out;
}

std::int64_t parse_stream(std::string_view text) {
  if (text.size() != 16) return 0;
  std::uint64_t id = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return 0;
    id = id << 4 | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return id <= std::uint64_t{std::numeric_limits<std::int64_t>::max()} ? static_cast<std::int64_t>(id) : 0;
}

}  // namespace audit
