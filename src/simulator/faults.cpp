#include "simulator/faults.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace simulator {
namespace {

constexpr std::array fault_names = std::to_array<std::pair<FaultKind, std::string_view>>({
    {FaultKind::delay, "delay"},
    {FaultKind::errcode, "errcode"},
    {FaultKind::status, "status"},
    {FaultKind::html, "html"},
    {FaultKind::empty, "empty"},
    {FaultKind::invalid_json, "invalid_json"},
    {FaultKind::not_utf8, "not_utf8"},
    {FaultKind::huge, "huge"},
    {FaultKind::drip, "drip"},
    {FaultKind::interim, "interim"},
    {FaultKind::truncated, "truncated"},
    {FaultKind::chunked_cut, "chunked_cut"},
    {FaultKind::no_length, "no_length"},
    {FaultKind::garbage, "garbage"},
    {FaultKind::silent_close, "silent_close"},
    {FaultKind::reset, "reset"},
    {FaultKind::reset_mid, "reset_mid"},
    {FaultKind::reset_unread, "reset_unread"},
});

constexpr std::size_t most_spent_kept = 1000;

bool strikes(double probability, base::Random& random) {
  if (probability >= 1) return true;
  std::uint32_t word = 0;
  random.fill(std::as_writable_bytes(std::span(&word, 1)));
  return word < probability * 4294967296.0;
}

bool is_spent(const Fault& fault) { return fault.times != 0 && fault.hits >= fault.times; }

}  // namespace

std::optional<FaultKind> fault_kind(std::string_view name) {
  const auto found = std::ranges::find(fault_names, name, [](const auto& row) { return row.second; });
  if (found == fault_names.end()) return std::nullopt;
  return found->first;
}

std::string_view name(FaultKind kind) {
  return std::ranges::find(fault_names, kind, [](const auto& row) { return row.first; })->second;
}

bool executes_by_default(FaultKind kind) {
  return kind != FaultKind::errcode && kind != FaultKind::status && kind != FaultKind::html &&
         kind != FaultKind::reset_unread;
}

std::uint64_t Faults::add(Fault fault) {
  if (faults_.size() >= most_spent_kept) std::erase_if(faults_, is_spent);
  fault.id = ++last_id_;
  fault.hits = 0;
  faults_.push_back(std::move(fault));
  return last_id_;
}

bool Faults::remove(std::uint64_t id) {
  return std::erase_if(faults_, [id](const Fault& fault) { return fault.id == id; }) != 0;
}

std::optional<Fault> Faults::take(std::string_view path, std::string_view merchant, base::Random& random) {
  for (Fault& fault : faults_) {
    const bool matches =
        (fault.path.empty() || fault.path == path) && (fault.merchant.empty() || fault.merchant == merchant);
    if (!matches || is_spent(fault)) continue;
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    if (!strikes(fault.probability, random)) continue;
    ++fault.hits;
    return fault;
  }
  return std::nullopt;
}

}  // namespace simulator
