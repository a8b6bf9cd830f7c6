#include "simulator/query.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace simulator {
namespace {

std::string decoded(std::string_view text) {
  if (text.find_first_of("%+") == std::string_view::npos) return std::string(text);
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? base::from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      result += *byte;
      i += 2;
    } else {
      result += text[i] == '+' ? ' ' : text[i];
    }
  }
  return result;
}

}  // namespace

std::vector<QueryItem> parse_query(std::string_view query) {
  std::vector<QueryItem> items;
  while (!query.empty()) {
    const std::string_view item = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(item.size() + 1, query.size()));
    if (item.empty()) continue;
    const std::size_t equals = std::min(item.find('='), item.size());
    items.push_back(
        {decoded(item.substr(0, equals)), decoded(item.substr(std::min(equals + 1, item.size())))});
  }
  return items;
}

const std::string* find(const std::vector<QueryItem>& query, std::string_view name) {
  const auto found = std::ranges::find(query, name, &QueryItem::name);
  return found == query.end() ? nullptr : &found->value;
}

}  // namespace simulator
