// Which records somebody wants to see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/record.hpp"
#include "base/clock.hpp"

namespace audit {

// A text, or what it begins with. Empty: any.
struct TextFilter {
  std::string text;
  bool prefix = false;

  bool operator==(const TextFilter&) const = default;
};

// All that is set has to be met; of a list, one of its values. Empty: everything.
struct Filter {
  std::optional<base::WallTime> from;  // inclusive
  std::optional<base::WallTime> to;    // exclusive
  std::string merchant;                // appid
  std::string key_id;                  // of an API key
  std::string client;                  // an address or CIDR range
  std::vector<Kind> kinds;
  std::optional<Dialect> dialect;
  std::vector<Outcome> outcomes;
  std::string reason;  // the line's `code`
  std::optional<std::int64_t> errcode;
  std::string rid;  // WeChat's
  std::string request_id;
  std::optional<RecordId> record;
  std::string code;
  std::string code_url;
  std::optional<std::uint64_t> application_id;
  std::optional<std::uint64_t> first_index;  // both inclusive; only with application_id
  std::optional<std::uint64_t> last_index;
  TextFilter activity_name;  // of what a code is activated for
  TextFilter product_brand;
  TextFilter product_title;
  std::vector<int> scope;  // merchant.id: nothing of others, nor of none; empty: of all

  bool operator==(const Filter&) const = default;
  bool empty() const { return *this == Filter(); }
  bool of_certain_merchants() const { return !merchant.empty() || !scope.empty(); }
};

// As manifests and access records hold it: only what is set.
std::string filter_json(const Filter& filter);

}  // namespace audit
