#include "weixin/json_walk.hpp"

#include <charconv>
#include <limits>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

#include "base/json_writer.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace weixin {
namespace {

namespace boost_json = boost::json;
using Text = boost_json::string_view;
using ErrorCode = boost_json::error_code;

constexpr std::size_t deepest_json = 32;

// Boost.JSON's parser calls these as it goes; strings and numbers may come in parts. False ends the walk.
class Events {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  explicit Events(Walker& walker) : walker_(walker) {}
  // Parts of a text may be parts of a token.
  ~Events() { base::wipe(parts_); }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode&) { return open('{'); }
  bool on_object_end(std::size_t, ErrorCode&) { return close('{'); }
  bool on_array_begin(ErrorCode& error) { return open_.empty() ? refuse(error) : open('['); }
  bool on_array_end(std::size_t, ErrorCode&) { return close('['); }

  bool on_key_part(Text part, std::size_t, ErrorCode&) { return add(part); }
  bool on_key(Text rest, std::size_t, ErrorCode&) {
    const auto key = joined(rest);
    path_.resize(open_.back().path_size);
    if (!path_.empty()) path_ += '.';
    name_at_ = path_.size();
    path_ += key;
    parts_.clear();
    return true;
  }

  bool on_string_part(Text part, std::size_t, ErrorCode&) { return add(part); }
  bool on_string(Text rest, std::size_t, ErrorCode& error) { return leaf(Shape::text, rest, error); }
  bool on_number_part(Text part, ErrorCode&) { return add(part); }
  bool on_int64(std::int64_t, Text rest, ErrorCode& error) { return leaf(Shape::integer, rest, error); }
  bool on_uint64(std::uint64_t, Text rest, ErrorCode& error) { return leaf(Shape::integer, rest, error); }
  bool on_double(double, Text rest, ErrorCode& error) { return leaf(Shape::number, rest, error); }
  bool on_bool(bool value, ErrorCode& error) { return leaf(Shape::boolean, value ? "true" : "false", error); }
  bool on_null(ErrorCode& error) { return leaf(Shape::null, "null", error); }
  bool on_comment_part(Text, ErrorCode& error) { return refuse(error); }
  bool on_comment(Text, ErrorCode& error) { return refuse(error); }

 private:
  struct Open {
    std::size_t path_size;  // of what stands in it, before its own names
    std::size_t own_name_at;
    bool array;
  };

  static bool refuse(ErrorCode& error) {
    error = boost_json::error::syntax;
    return false;
  }

  bool add(Text part) {
    parts_.append(part.data(), part.size());
    return true;
  }

  std::string_view joined(Text rest) {
    if (parts_.empty()) return {rest.data(), rest.size()};
    add(rest);
    return parts_;
  }

  Place place() const {
    const bool in_array = open_.back().array;
    const std::string_view path = path_;
    return {path, in_array ? std::string_view() : path.substr(name_at_), open_.size(), in_array};
  }

  bool leaf(Shape shape, Text rest, ErrorCode& error) {
    if (open_.empty()) return refuse(error);
    walker_.leaf(place(), {shape, joined(rest)});
    parts_.clear();
    return true;
  }

  bool open(char bracket) {
    if (!open_.empty()) walker_.open(place(), bracket);
    const bool array = bracket == '[';
    const auto own_name_at = name_at_;
    if (array) path_ += "[]";
    open_.push_back({path_.size(), own_name_at, array});
    return true;
  }

  bool close(char bracket) {
    const Open closed = open_.back();
    open_.pop_back();
    if (open_.empty()) return true;
    path_.resize(closed.path_size - (closed.array ? 2 : 0));
    name_at_ = closed.own_name_at;
    walker_.close(place(), bracket);
    return true;
  }

  Walker& walker_;
  std::vector<Open> open_;
  std::string path_;
  std::size_t name_at_ = 0;
  std::string parts_;
};

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool may_be_integer(Leaf leaf) { return leaf.shape == Shape::integer || leaf.shape == Shape::text; }

}  // namespace

bool walk(std::string_view json, Walker& walker) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
  boost_json::parse_options options;
  options.max_depth = deepest_json;
  boost_json::basic_parser<Events> parser(options, walker);
  ErrorCode error;
  const auto read = parser.write_some(false, json.data(), json.size(), error);
  return !error && parser.done() && read == json.size();
}

std::optional<std::uint64_t> as_uint64(Leaf leaf) {
  return may_be_integer(leaf) ? base::parse_uint64(leaf.text) : std::nullopt;
}

std::optional<std::int64_t> as_int64(Leaf leaf) {
  return may_be_integer(leaf) ? whole<std::int64_t>(leaf.text) : std::nullopt;
}

std::optional<int> as_int(Leaf leaf) { return may_be_integer(leaf) ? whole<int>(leaf.text) : std::nullopt; }

std::optional<std::string> as_text(Leaf leaf) {
  if (!may_be_integer(leaf) || leaf.text.contains('\0')) return std::nullopt;
  return std::string(leaf.text);
}

void JsonCopy::leaf(const Place& place, Leaf leaf) {
  begin(place);
  if (leaf.shape == Shape::text) {
    base::append_json_string(out_, leaf.text);
  } else {
    out_ += leaf.text;
  }
}

void JsonCopy::open(const Place& place, char bracket) {
  begin(place);
  out_ += bracket;
}

void JsonCopy::close(char bracket) { out_ += bracket == '{' ? '}' : ']'; }

void JsonCopy::begin(const Place& place) {
  if (!out_.empty() && out_.back() != '{' && out_.back() != '[') out_ += ',';
  if (place.in_array) return;
  base::append_json_string(out_, place.name);
  out_ += ':';
}

}  // namespace weixin
