// A string that must not be seen: tokens, tickets, keys, app secrets.
#pragma once

#include <string>
#include <string_view>

namespace base {

// Owns secret bytes. Cannot be printed, formatted, compared or put into JSON by accident; the only way out
// is reveal(). The memory is overwritten when the value is destroyed, moved from or assigned over.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string&& value);     // takes over the bytes and wipes the source
  explicit Secret(std::string_view value);  // copies; the caller's bytes remain the caller's
  explicit Secret(const char* value) : Secret(std::string_view(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  // The bytes, valid as long as this object. Every call is a place to look at in a review.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  std::size_t size() const { return value_.size(); }

 private:
  std::string value_;
};

// Overwrites the bytes of a string in a way the compiler does not drop, and empties it.
void wipe(std::string& bytes);
// Appends. Memory that the string outgrows is overwritten before it is given back.
void append_wiping(std::string& bytes, std::string_view more);

}  // namespace base
