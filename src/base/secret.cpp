#include "base/secret.hpp"

#include <string.h>

#include <algorithm>
#include <utility>

namespace base {

void wipe(std::string& bytes) {
  bytes.resize(bytes.capacity());  // the bytes beyond size() may hold an older, longer value
  explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

void append_wiping(std::string& bytes, std::string_view more) {
  const std::size_t size = bytes.size() + more.size();
  if (size > bytes.capacity()) {
    std::string larger;
    larger.reserve(std::max(size, 2 * bytes.capacity()));
    larger = bytes;
    wipe(bytes);
    bytes = std::move(larger);
  }
  bytes.append(more);
}

Secret::Secret(std::string&& value) : value_(value) { wipe(value); }
Secret::Secret(std::string_view value) : value_(value) {}
Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe(value_);
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(value_);
    value_ = std::move(other.value_);
    wipe(other.value_);
  }
  return *this;
}

Secret::~Secret() { wipe(value_); }

}  // namespace base
