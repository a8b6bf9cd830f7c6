#include "simulator/token_book.hpp"

#include <algorithm>
#include <utility>

namespace simulator {
namespace {

constexpr std::size_t tokens_kept = 8;

}  // namespace

IssuedToken::State IssuedToken::state(base::WallTime now) const {
  if (now >= dies) return State::replaced;
  return now >= expires ? State::expired : State::valid;
}

std::optional<std::string> TokenBook::issue(std::string value, base::WallTime now, std::chrono::seconds life,
                                            std::chrono::seconds overlap) {
  for (IssuedToken& token : tokens_) {
    const bool newest_so_far = &token == &tokens_.back();
    token.dies = std::min(token.dies, newest_so_far ? now + overlap : now);
  }
  tokens_.push_back({.value = std::move(value), .generation = ++generation_, .expires = now + life});
  if (tokens_.size() <= tokens_kept) return std::nullopt;
  std::string forgotten = std::move(tokens_.front().value);
  tokens_.pop_front();
  return forgotten;
}

void TokenBook::void_newest(base::WallTime now) {
  if (!tokens_.empty()) tokens_.back().dies = std::min(tokens_.back().dies, now);
}

void TokenBook::void_all(base::WallTime now) {
  for (IssuedToken& token : tokens_) {
    token.dies = std::min(token.dies, now);
  }
}

}  // namespace simulator
