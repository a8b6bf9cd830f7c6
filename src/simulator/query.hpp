// The query string of a call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace simulator {

struct QueryItem {
  std::string name;
  std::string value;
};

// In the order sent, percent-decoded; a broken escape stays as it is.
std::vector<QueryItem> parse_query(std::string_view query);
// The first value of that name; null when it is absent.
const std::string* find(const std::vector<QueryItem>& query, std::string_view name);

}  // namespace simulator
