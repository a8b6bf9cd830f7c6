#include "http/read_buffer.hpp"

#include <string.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace http {

ReadBuffer::~ReadBuffer() { consume(end_ - begin_); }

std::span<char> ReadBuffer::space(std::size_t limit) {
  const std::size_t used = end_ - begin_;
  if (used >= limit) return {};
  if (begin_ > 0 && capacity_ - end_ < initial / 2) move_to(capacity_);
  if (end_ == capacity_) move_to(std::max(initial, std::min(capacity_ * 2, limit)));
  return free_space();
}

bool ReadBuffer::reserve(std::size_t size) {
  if (capacity_ - begin_ >= size) return false;
  move_to(std::max(capacity_, size));
  return true;
}

void ReadBuffer::consume(std::size_t n) {
  if (n > 0) explicit_bzero(data_.get() + begin_, n);
  begin_ += n;
  if (begin_ == end_) begin_ = end_ = 0;
}

void ReadBuffer::erase(std::size_t at, std::size_t n) {
  char* const first = data_.get() + begin_ + at;
  std::memmove(first, first + n, end_ - begin_ - at - n);
  end_ -= n;
  if (n > 0) explicit_bzero(data_.get() + end_, n);
}

void ReadBuffer::release() {
  if (begin_ != end_) return;
  data_.reset();
  capacity_ = begin_ = end_ = 0;
}

// Puts the unread bytes at the front of a block of that size.
void ReadBuffer::move_to(std::size_t capacity) {
  const std::size_t used = end_ - begin_;
  if (capacity == capacity_) {
    std::memmove(data_.get(), data_.get() + begin_, used);
    if (begin_ > 0) explicit_bzero(data_.get() + used, begin_);
  } else {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (used > 0) std::memcpy(larger.get(), data_.get() + begin_, used);
    if (used > 0) explicit_bzero(data_.get() + begin_, used);
    data_ = std::move(larger);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = used;
}

}  // namespace http
