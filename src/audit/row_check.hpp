// The index columns of a record, held against its line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/line_head.hpp"
#include "base/clock.hpp"

namespace audit {

// As they stand in the database; names instead of numbers of other tables. Empty: none.
struct StoredColumns {
  int kind = 0;
  std::optional<std::int64_t> intent;
  std::optional<int> outcome;
  std::optional<std::int64_t> errcode;
  std::optional<int> dialect;
  base::WallTime time;
  std::string request_id;
  std::string reason;
  std::string merchant;  // appid
  std::string key_id;
  std::string application_id;
  std::string code_index;
  std::string code;
  std::string code_url;
  std::string rid;
  Product product;
};

// The name of the first column that is not what the line says; empty: none. The plain client address is not
// checked: it goes when its day's key goes. Of the selector, what was asked is checked, not what the answer
// added to it. A merchant that is not known by its appid any more passes.
std::string wrong_column(const LineHead& head, std::string_view line, const StoredColumns& columns);

}  // namespace audit
