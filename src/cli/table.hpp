// Columns of text for a terminal.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

using Row = std::vector<std::string>;

// Prints the rows under their headings, each column as wide as its widest cell; the last is not padded. An
// empty cell becomes "-". Control characters become "?", so that no name moves the cursor.
void print_table(std::ostream& out, const Row& headings, const std::vector<Row>& rows);

}  // namespace cli
