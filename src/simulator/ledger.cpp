#include "simulator/ledger.hpp"

#include <algorithm>
#include <utility>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace simulator {
namespace {

bool matches(const LedgerFilter& filter, const LedgerEntry& entry) {
  return (filter.path.empty() || filter.path == entry.path) &&
         (filter.merchant.empty() || filter.merchant == entry.merchant);
}

}  // namespace

void Ledger::append(LedgerEntry entry, std::size_t limit) {
  entry.n = ++last_;
  entries_.push_back(std::move(entry));
  while (entries_.size() > limit) {
    entries_.pop_front();
  }
}

const LedgerEntry* Ledger::find_rid(std::string_view rid) const {
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                  [&](const LedgerEntry& entry) { return !rid.empty() && entry.rid == rid; });
  return found == entries_.rend() ? nullptr : &*found;
}

void Ledger::reset() {
  entries_.clear();
  last_ = 0;
}

std::deque<LedgerEntry>::const_iterator Ledger::first_after(std::uint64_t n) const {
  const std::uint64_t gone = dropped();
  const std::uint64_t index = n > gone ? std::min<std::uint64_t>(n - gone, entries_.size()) : 0;
  return entries_.begin() + static_cast<std::ptrdiff_t>(index);
}

std::deque<LedgerEntry> Ledger::page(const LedgerFilter& filter, std::size_t limit) const {
  std::deque<LedgerEntry> found;
  for (auto entry = first_after(filter.after); entry != entries_.end() && found.size() < limit; ++entry) {
    if (matches(filter, *entry)) found.push_back(*entry);
  }
  return found;
}

std::uint64_t Ledger::count(const LedgerFilter& filter) const {
  return static_cast<std::uint64_t>(
      std::count_if(first_after(filter.after), entries_.end(),
                    [&](const LedgerEntry& entry) { return matches(filter, entry); }));
}

std::string to_json(const LedgerEntry& entry) {
  std::string line = "{";
  base::JsonMembers members(line);
  members.number("n", entry.n)
      .text("id", entry.id)
      .text("time", base::to_rfc3339(entry.time))
      .text("path", entry.path)
      .text("merchant", entry.merchant)
      .number("generation", entry.generation)
      .number("issued", entry.issued);
  if (base::is_utf8(entry.body)) {
    members.text("body", entry.body);
  } else {
    members.text("body_base64", base::to_base64(base::bytes_of(entry.body)));
  }
  if (entry.errcode) {
    members.number("errcode", *entry.errcode);
  } else {
    members.raw("errcode", "null");
  }
  members.text("rid", entry.rid).text("fault", entry.fault).text("from", entry.from.to_string());
  return line += '}';
}

}  // namespace simulator
