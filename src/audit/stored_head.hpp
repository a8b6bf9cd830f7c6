// Reads the head of a query back: what recovery knows of an intent.
#pragma once

#include <string_view>

#include "audit/stream.hpp"
#include "base/error.hpp"

namespace audit {

// The index columns that the head itself tells; merchant and API key are named there, not numbered.
struct StoredHead {
  Columns columns;       // without merchant, api_key and client
  std::string merchant;  // appid
  std::string key_id;
  std::string client;  // sealed
};

// Code::invalid_argument when the head is not one that query_head() wrote.
base::Result<StoredHead> read_head(std::string_view head);

}  // namespace audit
