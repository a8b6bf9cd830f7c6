#include "api/language.hpp"

#include <optional>

#include "base/text.hpp"
#include "http/message.hpp"

namespace api {
namespace {

// Takes what stands before the next `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return base::trimmed(part);
}

// A qvalue in thousandths: "0", "1", "0.5", "1.000".
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int quality = text[0] == '1' ? 1000 : 0;
  int worth = 100;
  for (const char digit : text.substr(text.size() > 1 ? 2 : 1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    quality += (digit - '0') * worth;
    worth /= 10;
  }
  if (quality > 1000) return std::nullopt;
  return quality;
}

// The weight of one "tag;q=…" once the tag was taken; nothing when it is malformed.
std::optional<int> quality_of(std::string_view parameters) {
  if (parameters.empty()) return 1000;
  const auto name = take(parameters, '=');
  if (!base::equals_ignoring_case(name, "q")) return std::nullopt;
  return parse_quality(base::trimmed(parameters));
}

std::optional<Language> range_language(std::string_view range) {
  const auto primary = range.substr(0, range.find('-'));
  if (base::equals_ignoring_case(primary, "zh")) return Language::zh;
  if (base::equals_ignoring_case(primary, "en") || range == "*") return Language::en;
  return std::nullopt;
}

}  // namespace

Language preferred_language(std::string_view accept_language) {
  Language best = Language::en;
  int best_quality = 0;
  while (!accept_language.empty()) {
    std::string_view part = take(accept_language, ',');
    const auto language = range_language(take(part, ';'));
    const auto quality = quality_of(part);
    if (language && quality && *quality > best_quality) {
      best = *language;
      best_quality = *quality;
    }
  }
  return best;
}

Language language_of(const http::Request& request) {
  return preferred_language(request.header("Accept-Language"));
}

std::string_view tag(Language language) { return language == Language::zh ? "zh" : "en"; }

}  // namespace api
