// Lists in pages: what was asked for, and the answer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/console/query_reader.hpp"
#include "base/json_writer.hpp"

namespace api {

constexpr std::size_t usual_page = 50;
constexpr std::size_t longest_page = 500;

inline std::size_t page_limit(QueryReader& query) {
  return query.number("limit", usual_page, 1, longest_page);
}

// {"<name>":[…],"next":"…"}. Of `rows` one more than the limit was asked for: where it is there, so is a next
// page, which begins after the last row that is shown.
template <class Row, class Write, class Cursor>
std::string page_json(std::string_view name, const std::vector<Row>& rows, std::size_t limit, Write write,
                      Cursor cursor) {
  const bool more = rows.size() > limit;
  std::string out = "{";
  base::JsonMembers members(out);
  std::string& list = members.key(name) += '[';
  for (std::size_t i = 0; i < (more ? limit : rows.size()); ++i) {
    if (i > 0) list += ',';
    list += write(rows[i]);
  }
  list += ']';
  if (more) members.text("next", cursor(rows[limit - 1]));
  return out + '}';
}

}  // namespace api
