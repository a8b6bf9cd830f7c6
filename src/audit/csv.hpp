// A reading copy of the log for spreadsheets. It proves nothing: numbers and texts are not the lines any
// more.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace audit {

// One cell by RFC 4180. What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
// injection").
std::string csv_cell(std::string_view text);

// The line with the names of the columns, with CR LF.
std::string csv_header();
// The row of a log line, with CR LF. Code::request_malformed: it is no line of the log.
base::Result<std::string> csv_row(std::string_view line);
// The rows of a piece of an export; what was left out of it has none.
base::Result<std::string> csv_of(std::string_view piece);

}  // namespace audit
