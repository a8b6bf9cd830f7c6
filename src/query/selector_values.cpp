#include "query/selector_values.hpp"

#include <string_view>

#include "base/text.hpp"
#include "query/selector_problem.hpp"
#include "query/selector_received.hpp"

namespace query {
namespace {

using base::Code;
using Kind = MemberValue::Kind;
using Named = SelectorMembers::Named;

constexpr std::size_t longest_code = 16;       // bytes, String16
constexpr std::size_t longest_code_url = 128;  // bytes, String128

bool is_absent(const MemberValue& value, Reading reading) {
  if (value.kind == Kind::absent) return true;
  if (reading == Reading::native) return false;
  return value.kind == Kind::null || (value.kind == Kind::text && value.text.empty());
}

// What wx.scanCode makes of a micro code.
bool is_scan_code_string(std::string_view text) {
  return text.size() == 68 && text.find_first_not_of("01") == std::string_view::npos;
}

std::string_view without_scheme(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (base::equals_ignoring_case(url.substr(0, scheme.size()), scheme)) return url.substr(scheme.size());
  }
  return url;
}

// What is wrong with a string whatever WeChat thinks of it.
std::optional<SelectorProblem> objection(std::string_view name, std::string_view text, std::size_t longest) {
  if (text.empty()) return empty_member(name);
  if (base::has_control(text)) {
    const auto end = text.find_last_not_of("\r\n");
    const bool only_at_end = end != std::string_view::npos && !base::has_control(text.substr(0, end + 1));
    return only_at_end ? trailing_line_end(name) : control_character(name);
  }
  if (is_scan_code_string(text)) return scan_code_string(name);
  // Neither WeChat nor the log may get to see a key that was put into the wrong place.
  if (text.size() <= longest_code_url && holds_api_key(text)) return api_key_as_code(name);
  if (text.size() > longest) return too_long(name);
  return std::nullopt;
}

std::expected<std::optional<std::string>, SelectorProblem> read_text(
    const Named& member, Reading reading, std::size_t longest, std::string_view (*strip)(std::string_view)) {
  const auto& [name, value] = member;
  if (is_absent(value, reading)) return std::nullopt;
  if (value.kind == Kind::null) return std::unexpected(null_member(name));
  if (value.kind != Kind::text) return std::unexpected(not_a_string(name));
  const std::string_view text = strip ? strip(value.text) : std::string_view(value.text);
  if (auto wrong = objection(name, text, longest)) return std::unexpected(std::move(*wrong));
  return std::string(text);
}

}  // namespace

std::expected<std::optional<std::uint64_t>, SelectorProblem> read_id(const Named& member, Reading reading) {
  const auto& [name, value] = member;
  if (is_absent(value, reading)) return std::nullopt;
  switch (value.kind) {
    case Kind::natural:
      return value.number;
    case Kind::null:
      return std::unexpected(null_member(name));
    case Kind::text:
      if (value.text.empty()) return std::unexpected(empty_member(name));
      if (const auto number = base::parse_uint64(value.text)) return *number;
      [[fallthrough]];
    case Kind::other_number:
      return std::unexpected(not_an_id(name, Code::selector_invalid));
    case Kind::absent:
    case Kind::boolean:
    case Kind::container:
      break;
  }
  return std::unexpected(not_an_id(name, Code::request_malformed));
}

std::expected<std::optional<std::string>, SelectorProblem> read_code(const Named& member, Reading reading) {
  return read_text(member, reading, longest_code, nullptr);
}

std::expected<std::optional<std::string>, SelectorProblem> read_code_url(const Named& member,
                                                                         Reading reading) {
  return read_text(member, reading, longest_code_url, without_scheme);
}

}  // namespace query
