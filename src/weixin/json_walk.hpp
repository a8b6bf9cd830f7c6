// One walk through a JSON object that WeChat sent, without building a document of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weixin {

enum class Shape {
  null,
  boolean,
  integer,
  number,
  text
};  // number: a fraction, an exponent, or beyond 64 bits

// A value that holds no others: the content of a text, otherwise the value as it was written.
struct Leaf {
  Shape shape;
  std::string_view text;
};

// Where a value stands: "list[].authorizer_appid" has the name "authorizer_appid" and the depth 3.
struct Place {
  std::string_view path;
  std::string_view name;  // empty in an array
  std::size_t depth;      // 1 for members of the outermost object
  bool in_array;
};

// Is told everything in the order of the text. Views are valid during the call only. The outermost object
// itself is not told. `bracket` is '{' or '['.
class Walker {
 public:
  virtual ~Walker() = default;
  virtual void leaf(const Place& place, Leaf leaf) = 0;
  virtual void open(const Place&, char) {}
  virtual void close(const Place&, char) {}
};

// False when the text is not a JSON object in UTF-8 with at most 32 levels: then what was told is worthless.
// A byte order mark in front is passed over.
bool walk(std::string_view json, Walker& walker);

// Lenient readings: WeChat sends a number here as a number and there as a string of digits.
std::optional<std::uint64_t> as_uint64(Leaf leaf);
std::optional<std::int64_t> as_int64(Leaf leaf);
std::optional<int> as_int(Leaf leaf);
// A text, or the digits of an integer; nothing when there is a NUL in it, which no store of ours could keep.
std::optional<std::string> as_text(Leaf leaf);

// Turns what a walk tells back into JSON.
class JsonCopy {
 public:
  void leaf(const Place& place, Leaf leaf);
  void open(const Place& place, char bracket);
  void close(char bracket);
  // What was told, with commas between but without the outermost braces.
  const std::string& members() const { return out_; }

 private:
  void begin(const Place& place);
  std::string out_;
};

}  // namespace weixin
