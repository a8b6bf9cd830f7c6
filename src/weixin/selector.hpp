// What names a code, in the three ways that codeactivequery takes (weixin-protocol, section 6.5).
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace weixin {

struct ByIndex {
  std::uint64_t application_id = 0;
  std::uint64_t code_index = 0;  // 0 is a legal index
  bool operator==(const ByIndex&) const = default;
};
struct ByUrl {
  std::string code_url;
  bool operator==(const ByUrl&) const = default;
};
struct ByCode {
  std::string code;
  bool operator==(const ByCode&) const = default;
};
using Selector = std::variant<ByIndex, ByUrl, ByCode>;

// The request body: compact JSON, numbers as numbers, UTF-8 not escaped.
std::string to_body(const Selector& selector);

}  // namespace weixin
