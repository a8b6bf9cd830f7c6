#include "tokens/schedule.hpp"

namespace tokens {

void Schedule::set(int merchant, base::WallTime moment) {
  remove(merchant);
  moments_.emplace(merchant, moment);
  order_.emplace(moment, merchant);
}

void Schedule::remove(int merchant) {
  const auto found = moments_.find(merchant);
  if (found == moments_.end()) return;
  order_.erase({found->second, merchant});
  moments_.erase(found);
}

std::vector<int> Schedule::take_due(base::WallTime now, std::size_t limit) {
  std::vector<int> due;
  while (due.size() < limit && !order_.empty() && order_.begin()->first <= now) {
    const int merchant = order_.begin()->second;
    remove(merchant);
    due.push_back(merchant);
  }
  return due;
}

}  // namespace tokens
