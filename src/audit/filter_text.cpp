#include "audit/filter_text.hpp"

#include <array>
#include <charconv>

#include "audit/bundle.hpp"
#include "base/address.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;

constexpr std::array all_kinds{Kind::query, Kind::authorization, Kind::admin, Kind::access, Kind::system};
constexpr std::array all_dialects{Dialect::native, Dialect::compatible, Dialect::console};
constexpr std::array all_outcomes{Outcome::active,         Outcome::inactive, Outcome::refused,
                                  Outcome::upstream_error, Outcome::not_sent, Outcome::unknown};

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !std::string_view("0123456789abcdefABCDEF").contains(text[i])) return false;
  }
  return true;
}

TextFilter text_filter(std::string text) {
  const bool prefix = text.ends_with('*');
  if (prefix) text.pop_back();
  return {std::move(text), prefix};
}

// Reads one after the other; keeps the first mistake.
class Parser {
 public:
  Parser(const FilterText& text, std::string_view prefix) : text_(text), prefix_(prefix) {}

  Result<Filter> parse(bool range) {
    filter_.merchant = text_.merchant;
    filter_.key_id = text_.key;
    filter_.client = text_.client;
    filter_.reason = text_.refusal;
    filter_.rid = text_.rid;
    filter_.request_id = text_.request;
    filter_.code = text_.code;
    filter_.code_url = text_.code_url;
    filter_.activity_name = text_filter(text_.activity);
    filter_.product_brand = text_filter(text_.brand);
    filter_.product_title = text_filter(text_.title);
    if (range) parse_range();
    names(all_kinds, text_.kinds, "kind", filter_.kinds);
    names(all_outcomes, text_.outcomes, "outcome", filter_.outcomes);
    std::vector<Dialect> dialects;
    if (!text_.dialect.empty()) names(all_dialects, {text_.dialect}, "dialect", dialects);
    if (!dialects.empty()) filter_.dialect = dialects.front();
    parse_values();
    parse_application();
    if (!mistake_.empty()) return base::fail(Code::invalid_argument, std::move(mistake_));
    return std::move(filter_);
  }

 private:
  void complain(std::string_view member, const std::string& what) {
    if (mistake_.empty()) mistake_ = std::string(prefix_) + std::string(member) + " " + what;
  }

  template <class T, std::size_t size>
  void names(const std::array<T, size>& known, const std::vector<std::string>& texts, std::string_view member,
             std::vector<T>& out) {
    for (const std::string& text : texts) {
      std::string all;
      bool found = false;
      for (const T value : known) {
        all += (all.empty() ? "" : ", ") + std::string(name(value));
        if (name(value) != text) continue;
        out.push_back(value);
        found = true;
      }
      if (!found) complain(member, "is one of " + all);
    }
  }

  std::optional<base::WallTime> moment(const std::string& text, std::string_view member) {
    if (text.empty()) return std::nullopt;
    const auto time = base::parse_rfc3339(text.size() == 10 ? text + "T00:00:00Z" : text);
    if (time) return *time;
    complain(member, "is a day, or a time such as 2026-11-22T08:30:00Z");
    return std::nullopt;
  }

  void parse_range() {
    filter_.from = moment(text_.from, "from");
    filter_.to = moment(text_.to, "to");
  }

  void parse_values() {
    if (!text_.client.empty() && !base::Cidr::parse(text_.client) && !base::parse_address(text_.client))
      complain("client", "is an address or a CIDR range");
    if (!text_.request.empty() && !is_uuid(text_.request)) complain("request", "is an X-Request-Id");
    if (!text_.record.empty()) {
      filter_.record = parse_record_id(text_.record);
      if (!filter_.record) complain("record", "is <stream>/<seq>, as in X-Audit-Id");
    }
    if (text_.errcode.empty()) return;
    std::int64_t errcode = 0;
    const char* const end = text_.errcode.data() + text_.errcode.size();
    const auto [stop, error] = std::from_chars(text_.errcode.data(), end, errcode);
    if (error != std::errc() || stop != end) complain("errcode", "is a number");
    filter_.errcode = errcode;
  }

  void parse_application() {
    if (text_.application.empty()) {
      if (!text_.index.empty()) complain("index", "goes with " + std::string(prefix_) + "application");
      return;
    }
    filter_.application_id = base::parse_uint64(text_.application);
    if (!filter_.application_id) complain("application", "is a number up to 2^64-1");
    if (text_.index.empty()) return;
    const auto dots = text_.index.find("..");
    filter_.first_index = base::parse_uint64(text_.index.substr(0, dots));
    filter_.last_index =
        dots == std::string::npos ? filter_.first_index : base::parse_uint64(text_.index.substr(dots + 2));
    if (!filter_.first_index || !filter_.last_index || *filter_.last_index < *filter_.first_index)
      complain("index", "is a number or FIRST..LAST");
  }

  const FilterText& text_;
  std::string_view prefix_;
  Filter filter_;
  std::string mistake_;
};

}  // namespace

Result<Filter> parse_filter(const FilterText& text, std::string_view prefix, bool range) {
  return Parser(text, prefix).parse(range);
}

}  // namespace audit
