#include "audit/line_head.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "audit/checkpoint.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using Wrong = std::unexpected<std::string_view>;

// What is still to be read of a line.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : rest_(line) {}

  bool take(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  // A decimal without sign and leading zeros.
  std::optional<std::int64_t> number() {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    const auto length = static_cast<std::size_t>(end - rest_.data());
    const bool plain = error == std::errc() && (rest_.front() != '0' || length == 1) && rest_.front() != '-';
    if (!plain) return std::nullopt;
    rest_.remove_prefix(length);
    return value;
  }
  // Up to the quote that ends the string whose first quote was taken; escapes stay as they are.
  std::optional<std::string_view> string() {
    const auto end = end_of_string(rest_, 0);
    if (end == std::string_view::npos) return std::nullopt;
    return taken(end, 1);
  }
  // A whole JSON value, whatever it is.
  std::optional<std::string_view> value() {
    const std::string_view text = rest_;
    if (text.starts_with('"')) {
      const auto end = end_of_string(text, 1);
      return end == std::string_view::npos ? std::nullopt : std::optional(taken(end + 1, 0));
    }
    int depth = 0;
    std::size_t at = 0;
    for (; at < text.size() && !(depth == 0 && ends_value(text[at])); ++at) {
      switch (text[at]) {
        case '"':
          at = end_of_string(text, at + 1);
          if (at == std::string_view::npos) return std::nullopt;
          break;
        case '{':
        case '[':
          ++depth;
          break;
        case '}':
        case ']':
          --depth;
          break;
        default:
          break;
      }
    }
    if (depth != 0 || at == 0) return std::nullopt;
    return taken(at, 0);
  }

 private:
  static bool ends_value(char c) { return c == ',' || c == '}' || c == ']'; }

  // Where the string's last quote is; npos: nowhere.
  static std::size_t end_of_string(std::string_view text, std::size_t from) {
    for (auto at = base::end_of_plain_json(text, from); at < text.size();
         at = base::end_of_plain_json(text, std::min(at + 2, text.size()))) {
      if (text[at] == '"') return at;
      if (text[at] != '\\') break;
    }
    return std::string_view::npos;
  }
  std::string_view taken(std::size_t length, std::size_t passed_over) {
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length + passed_over);
    return text;
  }

  std::string_view rest_;
};

template <class Enum>
std::optional<Enum> named_between(std::string_view text, Enum first, Enum last) {
  for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
    if (name(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

bool is_time(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00:00:00.000000Z";
  if (text.size() != form.size()) return false;
  bool good = true;  // without a way out of the loop it is a few instructions on vectors
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    good &= form[i] == '0' ? digit : text[i] == form[i];
  }
  return good;
}

// The members after the time, as far as they are needed.
std::optional<std::string_view> read_members(Cursor& cursor, LineHead& head) {
  while (cursor.take(",\"")) {
    const auto member = cursor.string();
    if (!member || !cursor.take(":")) return "a member has no name";
    const auto value = cursor.value();
    if (!value) return "a member has no value";
    const bool text = value->size() >= 2 && value->starts_with('"');
    const std::string_view inner = text ? value->substr(1, value->size() - 2) : std::string_view();
    if (*member == "merchant") {
      if (inner.empty()) return "the merchant is malformed";
      head.merchant = inner;
    } else if (*member == "action") {
      head.action = inner;
    } else if (*member == "details") {
      head.details = *value;
      return std::nullopt;
    } else if (*member == "outcome") {
      head.outcome = named_between(inner, Outcome::active, Outcome::unknown);
      if (!head.outcome) return "the outcome is unknown";
      return std::nullopt;
    }
  }
  return "the line ends too early";
}

}  // namespace

std::expected<LineHead, std::string_view> read_line_head(std::string_view line) {
  Cursor cursor(line);
  LineHead head;
  if (!cursor.take("{\"v\":1,\"kind\":\"")) return Wrong("the line does not begin as one of version 1");
  const auto kind = named_between(cursor.string().value_or(""), Kind::query, Kind::system);
  if (!kind) return Wrong("the kind is unknown");
  head.kind = *kind;
  if (!cursor.take(",\"stream\":\"")) return Wrong("the stream is missing");
  head.stream = parse_stream(cursor.string().value_or(""));
  if (head.stream <= 0) return Wrong("the stream is malformed");
  const auto seq = cursor.take(",\"seq\":") ? cursor.number() : std::nullopt;
  if (!seq) return Wrong("seq is missing or malformed");
  head.seq = *seq;
  if (cursor.take(",\"mseq\":")) {
    head.mseq = cursor.number();
    if (!head.mseq) return Wrong("mseq is malformed");
  }
  if (cursor.take(",\"intent\":")) {
    head.intent = cursor.number();
    if (!head.intent) return Wrong("intent is malformed");
  }
  if (!cursor.take(",\"time\":\"")) return Wrong("the time is missing");
  head.time = cursor.string().value_or("");
  if (!is_time(head.time)) return Wrong("the time is malformed");
  if (const auto wrong = read_members(cursor, head)) return Wrong(*wrong);
  if (head.outcome.has_value() != (head.kind == Kind::query))
    return Wrong("queries, and only they, have an outcome");
  if (head.mseq && head.merchant.empty()) return Wrong("a record without merchant has an mseq");
  if (!line.ends_with('}')) return Wrong("the line does not end with its brace");
  return head;
}

bool is_left_out(std::string_view line) { return line.starts_with("{\"stream\":\""); }

std::expected<LeftOut, std::string_view> read_left_out(std::string_view line) {
  Cursor cursor(line);
  LeftOut out;
  if (!cursor.take("{\"stream\":\"")) return Wrong("the stream is missing");
  out.stream = parse_stream(cursor.string().value_or(""));
  if (out.stream <= 0) return Wrong("the stream is malformed");
  const auto seq = cursor.take(",\"seq\":") ? cursor.number() : std::nullopt;
  if (!seq) return Wrong("seq is missing or malformed");
  out.seq = *seq;
  out.tile = cursor.take(",\"tile\":\"");
  if (!out.tile && !cursor.take(",\"leaf\":\"")) return Wrong("neither leaf nor tile");
  const auto bytes = base::from_base64(cursor.string().value_or(""));
  if (!bytes || bytes->size() != out.hash.size() || !cursor.take("}"))
    return Wrong("the hash is not 32 bytes in base64");
  std::ranges::copy(base::bytes_of(*bytes), out.hash.begin());
  if (out.tile && out.seq % tile_size != 0) return Wrong("a tile does not begin at a multiple of 256");
  return out;
}

}  // namespace audit
