#include "audit/summary.hpp"

#include <nlohmann/json.hpp>

#include "audit/json_member.hpp"
#include "base/json.hpp"

namespace audit {
namespace {

using nlohmann::json;

std::string value_text(const json* value) {
  if (value == nullptr) return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

// What was sent, or what was received where nothing was.
std::string selector_text(const json& line) {
  const json* selector = member(line, "selector");
  if (selector == nullptr) return {};
  const json* said = member(*selector, "sent");
  if (said == nullptr) said = member(*selector, "received");
  if (said == nullptr || !said->is_object()) return {};
  std::string out;
  for (const auto& [name, value] : said->items()) {
    if (!out.empty()) out += ' ';
    out += name + "=" + value_text(&value);
  }
  return out;
}

}  // namespace

Summary summary_of(std::string_view text) {
  const auto line = base::parse_json(text);
  if (!line) return {};
  Summary summary;
  summary.merchant = value_text(member(*line, "merchant"));
  if (value_text(member(*line, "kind")) != "query") {
    summary.what = value_text(member(*line, "kind"));
    summary.about = value_text(member(*line, "action"));
    return summary;
  }
  summary.what = value_text(member(*line, "outcome"));
  for (const char* why : {"code", "errcode"}) {
    if (const json* value = member(*line, why)) summary.what += ' ' + value_text(value);
  }
  summary.about = selector_text(*line);
  return summary;
}

}  // namespace audit
