// Every call that was read completely, in order, whatever became of its answer.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "base/clock.hpp"

namespace simulator {

struct LedgerEntry {
  std::uint64_t n = 0;  // 1 for the first since the last reset
  std::string id;       // of the request, also sent as X-Request-Id
  base::WallTime time;
  std::string_view path;         // constant
  std::string merchant;          // appid; empty when it could not be told
  std::uint64_t generation = 0;  // of the token that it came with; 0: unknown, or none needed
  std::uint64_t issued = 0;      // the generation of the token that it was given; 0: none
  std::string body;              // of codeactivequery only
  std::optional<int> errcode;    // what was answered, or would have been; nothing when the call was not done
  std::string rid;               // empty for a good answer
  std::string_view fault;        // constant name; empty when the answer was not spoilt
  base::IpAddress from;
};

// What to show; an empty text shows all.
struct LedgerFilter {
  std::uint64_t after = 0;  // entries with a larger n
  std::string path = {};
  std::string merchant = {};
};

class Ledger {
 public:
  // The number that the next entry gets.
  std::uint64_t next() const { return last_ + 1; }
  // Gives the entry its number; beyond `limit` entries the oldest are dropped.
  void append(LedgerEntry entry, std::size_t limit);
  void reset();

  // At most `limit` entries, oldest first.
  std::deque<LedgerEntry> page(const LedgerFilter& filter, std::size_t limit) const;
  // The call that was refused under this rid; null when it is not kept.
  const LedgerEntry* find_rid(std::string_view rid) const;
  std::uint64_t count(const LedgerFilter& filter) const;  // of what is kept
  std::uint64_t total() const { return last_; }
  std::uint64_t dropped() const { return last_ - entries_.size(); }

 private:
  std::deque<LedgerEntry>::const_iterator first_after(std::uint64_t n) const;

  std::deque<LedgerEntry> entries_;
  std::uint64_t last_ = 0;
};

// One JSON object, without a line feed.
std::string to_json(const LedgerEntry& entry);

}  // namespace simulator
