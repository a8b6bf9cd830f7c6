// From a caller's JSON body to exactly one selector, or to the member that is wrong (design, section 5.4).
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "audit/record.hpp"
#include "base/error.hpp"
#include "query/asio_query.hpp"
#include "weixin/selector.hpp"

namespace query {

// native: no null, no unknown or duplicate members. compatible: as lenient as WeChat is (null and "" mean
// absent, unknown members are ignored).
enum class Reading { native, compatible };

struct ParsedSelector {
  weixin::Selector selector;
  audit::SelectorIndex index;  // the same, for the log's index
  std::string received;        // for the log: see audit::QueryHead
};

struct SelectorProblem {
  base::Code code;  // request_malformed or selector_invalid
  bool empty_body = false;
  std::string member;  // the member that is wrong, empty when it is the whole body
  std::string detail;  // English, safe for the caller
  std::string detail_zh;
  std::string received;  // for the log: see audit::QueryHead
};

inline constexpr std::size_t longest_body = 16 * 1024;  // bytes

// Never throws for anything that stands in `body`.
std::expected<ParsedSelector, SelectorProblem> parse_selector(std::string_view body, Reading reading);

}  // namespace query
