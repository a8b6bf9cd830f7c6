#include "audit/write_queue.hpp"

#include <algorithm>

namespace audit {
namespace {

bool abandoned(const IntentRequest& request) { return request.abandoned && request.abandoned->load(); }

}  // namespace

bool WriteQueue::push(IntentRequest request) {
  {
    const std::scoped_lock lock(mutex_);
    if (intents_.size() >= most_intents_) std::erase_if(intents_, abandoned);
    if (intents_.size() >= most_intents_) return false;
    intents_.push_back(std::move(request));
  }
  changed_.notify_one();
  return true;
}

void WriteQueue::push(RecordRequest request) {
  {
    const std::scoped_lock lock(mutex_);
    records_.push_back(std::move(request));
  }
  changed_.notify_one();
}

void WriteQueue::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

void WriteQueue::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  interruption_.wait_for(lock, time);  // a spurious end is as good as any
}

void WriteQueue::interrupt() {
  wake();
  interruption_.notify_one();
}

void WriteQueue::take(Work& work, std::size_t most, std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  if (work.empty()) {
    changed_.wait_for(lock, wait, [&] { return woken_ || !intents_.empty() || !records_.empty(); });
  }
  woken_ = false;
  // Records first: somebody has an answer already and only waits for its record.
  while (!records_.empty() && work.size() < most) {
    work.records.push_back(std::move(records_.front()));
    records_.pop_front();
  }
  while (!intents_.empty() && work.size() < most) {
    if (!abandoned(intents_.front())) work.intents.push_back(std::move(intents_.front()));
    intents_.pop_front();
  }
}

std::size_t WriteQueue::size() const {
  const std::scoped_lock lock(mutex_);
  return intents_.size() + records_.size();
}

std::chrono::microseconds WriteQueue::oldest(base::SteadyTime now) const {
  const std::scoped_lock lock(mutex_);
  auto since = now;
  if (!intents_.empty()) since = std::min(since, intents_.front().since);
  if (!records_.empty()) since = std::min(since, records_.front().since);
  return std::chrono::duration_cast<std::chrono::microseconds>(now - since);
}

}  // namespace audit
