// What merchants asked in a month, as the signed daily manifests count it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "audit/record.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

using OutcomeCounts = std::map<Outcome, std::int64_t>;

struct Usage {
  struct Manifest {
    std::string day;
    std::string sha256;  // hex, as the next one names it
    std::string note;
  };
  std::map<std::string, OutcomeCounts> proven;  // by appid: the sum over the manifests
  std::map<std::string, OutcomeCounts> open;    // of days that have no manifest yet
  std::vector<Manifest> manifests;              // in which the month occurs, by day
  std::vector<std::string> open_days;
};

// "YYYY-MM".
bool is_month(std::string_view text);

// Of the month in Asia/Shanghai; of one merchant (appid), or "": all. One of its days that has no manifest
// yet is counted from the records. Code::invalid_argument: no month.
base::Result<Usage> usage_of(db::Connection& connection, const std::string& month,
                             const std::string& merchant);

}  // namespace audit
