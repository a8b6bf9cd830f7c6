// The bytes of one connection that were read and not yet used up.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace http {

// Starts small, grows only when asked to, and has no memory between requests. Requests hold
// credentials: what is done with is overwritten.
class ReadBuffer {
 public:
  static constexpr std::size_t initial = 2 * 1024;

  ReadBuffer() = default;
  ~ReadBuffer();
  ReadBuffer(const ReadBuffer&) = delete;
  ReadBuffer& operator=(const ReadBuffer&) = delete;

  std::string_view unread() const { return {data_.get() + begin_, end_ - begin_}; }

  // Free space behind the unread bytes, growing towards `limit` bytes of unread data in all; empty when they
  // are that many already. May move them.
  std::span<char> space(std::size_t limit);
  // Free space behind the unread bytes as it is. Never moves them.
  std::span<char> free_space() { return {data_.get() + end_, capacity_ - end_}; }
  // Makes the unread bytes and those that follow fit up to `size` in all. True when they were moved.
  bool reserve(std::size_t size);

  void commit(std::size_t n) { end_ += n; }   // n bytes of the free space were filled
  void consume(std::size_t n);                // the first n unread bytes are done with
  void erase(std::size_t at, std::size_t n);  // cuts n bytes out of the unread ones
  // Gives its memory back if nothing is unread.
  void release();

 private:
  void move_to(std::size_t capacity);

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace http
