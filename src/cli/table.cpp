#include "cli/table.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cli {
namespace {

constexpr std::string_view gap = "  ";

// Characters of UTF-8; what a wide one takes on the screen is the terminal's business.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string cell_of(const std::string& text) {
  if (text.empty()) return "-";
  std::string cell = text;
  std::ranges::replace_if(cell, [](char c) { return base::has_control({&c, 1}); }, '?');
  return cell;
}

void print_row(std::ostream& out, const Row& row, const std::vector<std::size_t>& widths) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = cell_of(row[i]);
    out << cell;
    if (i + 1 < row.size()) out << std::string(widths[i] - width_of(cell), ' ') << gap;
  }
  out << '\n';
}

}  // namespace

void print_table(std::ostream& out, const Row& headings, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const std::string& heading : headings)
    widths.push_back(width_of(heading));
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(cell_of(row[i])));
  }
  print_row(out, headings, widths);
  for (const Row& row : rows)
    print_row(out, row, widths);
}

}  // namespace cli
