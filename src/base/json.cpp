#include "base/json.hpp"

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace base {
namespace {

using nlohmann::json;

// Builds the document while it watches depth and member names. nlohmann's own DOM builder would let both
// pass, and its copy and dump recurse once a document is too deep.
class BoundedReader {
 public:
  BoundedReader(json& root, JsonLimits limits) : root_(root), limits_(limits) {}

  const char* problem() const { return problem_; }

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(json::number_integer_t value) { return put(value); }
  bool number_unsigned(json::number_unsigned_t value) { return put(value); }
  bool number_float(json::number_float_t value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (limits_.unique_members && open_.back()->contains(name))
      return stop("a member stands twice in one object");
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const json::exception&) { return stop("not valid JSON"); }

 private:
  bool stop(const char* problem) {
    problem_ = problem;
    return false;
  }

  template <class T>
  json* place(T&& value) {
    if (open_.empty()) {
      root_ = std::forward<T>(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::forward<T>(value));
      return &parent.back();
    }
    json& slot = parent[key_];
    slot = std::forward<T>(value);
    return &slot;
  }

  template <class T>
  bool put(T&& value) {
    place(std::forward<T>(value));
    return true;
  }

  bool open(json container) {
    if (open_.size() >= limits_.depth) return stop("nested too deep");
    open_.push_back(place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  json& root_;
  JsonLimits limits_;
  std::vector<json*> open_;
  std::string key_;
  const char* problem_ = "not valid JSON";
};

}  // namespace

Result<json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.starts_with("\xef\xbb\xbf"))
    return fail(Code::request_malformed, "a byte order mark stands before the JSON");
  // nlohmann stops reading at a NUL and calls what stood before it a whole document.
  if (text.find('\0') != std::string_view::npos) return fail(Code::request_malformed, "not valid JSON");
  json document;
  BoundedReader reader(document, limits);
  if (!json::sax_parse(text, &reader)) return fail(Code::request_malformed, reader.problem());
  return document;
}

std::optional<std::uint64_t> as_uint64(const json& value, bool decimal_strings) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_string() && decimal_strings) return parse_uint64(value.get_ref<const std::string&>());
  return std::nullopt;
}

}  // namespace base
