#include "audit/findings.hpp"

#include <algorithm>
#include <utility>

namespace audit {
namespace {

constexpr std::size_t most_listed = 1'000;

}  // namespace

void Findings::add(std::string_view kind, std::int64_t stream, std::int64_t seq, std::string what) {
  ++count_;
  ++classes_[kind];
  if (list_.size() < most_listed) list_.push_back({kind, stream, seq, std::move(what)});
}

const Finding* Findings::first_record() const {
  const auto found = std::ranges::find_if(list_, [](const Finding& finding) { return finding.seq >= 0; });
  return found == list_.end() ? nullptr : &*found;
}

}  // namespace audit
