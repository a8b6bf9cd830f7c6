#include "cli/table.hpp"

#include <sstream>

#include <doctest/doctest.h>

namespace table_test {

std::string printed(const cli::Row& headings, const std::vector<cli::Row>& rows) {
  std::ostringstream out;
  cli::print_table(out, headings, rows);
  return out.str();
}

TEST_CASE("columns are as wide as their widest cell and the last is not padded") {
  CHECK(printed({"A", "HEADING", "C"}, {{"1", "2", "3"}, {"wider", "x", "last one"}}) ==
        "A      HEADING  C\n"
        "1      2        3\n"
        "wider  x        last one\n");
  CHECK(printed({"A", "B"}, {}) == "A  B\n");
}

TEST_CASE("characters count and not bytes and an empty cell is shown") {
  CHECK(printed({"A", "B"}, {{"茶馆", "x"}, {"", ""}}) ==
        "A   B\n"
        "茶馆  x\n"
        "-   -\n");
}

TEST_CASE("no cell moves the cursor") {
  CHECK(printed({"A", "B"}, {{"a\nb", "c\x1b[2J\t\r\x7f"}}) ==
        "A    B\n"
        "a?b  c?[2J???\n");
}

}  // namespace table_test
