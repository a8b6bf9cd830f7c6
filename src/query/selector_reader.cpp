#include "query/selector_reader.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace query {
namespace {

using nlohmann::json;
using Kind = MemberValue::Kind;
using Reason = ReadFailure::Reason;

constexpr int deepest = 32;
constexpr int beyond_double = 406;  // nlohmann's error id for a number such as 1e999

// Takes nlohmann's events and keeps only what a selector is made of: no document is built.
class Reader {
 public:
  explicit Reader(bool strict) : strict_(strict) {}

  SelectorMembers members;
  ReadFailure failure{Reason::not_json, {}};

  bool null() { return put({.kind = Kind::null, .text = {}}); }
  bool boolean(bool value) { return put({.kind = Kind::boolean, .text = {}, .truth = value}); }
  bool number_integer(json::number_integer_t value) {
    return put({.kind = Kind::other_number, .text = value == 0 ? "-0" : std::to_string(value)});
  }
  bool number_unsigned(json::number_unsigned_t value) {
    return put({.kind = Kind::natural, .number = value, .text = {}});
  }
  bool number_float(json::number_float_t, const std::string& written) {
    return put({.kind = Kind::other_number, .text = written});
  }
  bool string(std::string& value) { return put({.kind = Kind::text, .text = std::move(value)}); }
  bool binary(json::binary_t&) { return false; }

  bool start_object(std::size_t) { return depth_ == 0 ? ++depth_, true : open(); }
  bool start_array(std::size_t) { return depth_ == 0 ? stop(Reason::not_object) : open(); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (depth_ > 1) return true;
    slot_ = slot(name);
    if (!strict_) return true;
    if (!slot_) return stop(Reason::unknown, name);
    return slot_->kind == Kind::absent || stop(Reason::duplicate, name);
  }

  bool parse_error(std::size_t, const std::string&, const json::exception& error) {
    return stop(error.id == beyond_double ? Reason::number_too_large : Reason::not_json);
  }

 private:
  bool stop(Reason reason, std::string member = {}) {
    failure = {reason, std::move(member)};
    return false;
  }

  MemberValue* slot(std::string_view name) {
    if (name == "application_id") return &members.application_id;
    if (name == "code_index") return &members.code_index;
    if (name == "code_url") return &members.code_url;
    if (name == "code") return &members.code;
    return nullptr;
  }

  bool put(MemberValue value) {
    if (depth_ == 0) return stop(Reason::not_object);
    if (depth_ == 1 && slot_) *slot_ = std::move(value);
    return true;
  }

  bool open() {
    if (depth_ == 1) put({.kind = Kind::container, .text = {}});
    return ++depth_ <= deepest || stop(Reason::too_deep);
  }

  bool close() {
    --depth_;
    return true;
  }

  bool strict_;
  int depth_ = 0;
  MemberValue* slot_ = nullptr;  // where the value of the current member goes; null: nowhere
};

}  // namespace

std::expected<SelectorMembers, ReadFailure> read_members(std::string_view body, bool strict) {
  // nlohmann stops reading at a NUL and calls what stood before it a whole document; it also skips a byte
  // order mark, which RFC 8259 forbids.
  if (body.find('\0') != std::string_view::npos || body.starts_with("\xef\xbb\xbf")) {
    return std::unexpected(ReadFailure{Reason::not_json, {}});
  }
  Reader reader(strict);
  if (!json::sax_parse(body, &reader)) return std::unexpected(std::move(reader.failure));
  return std::move(reader.members);
}

}  // namespace query
