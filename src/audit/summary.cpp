#include "audit/summary.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace audit {
namespace {

using nlohmann::json;

const json* member(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const json* value) {
  if (value == nullptr) return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

// What was sent, or what was received where nothing was.
std::string selector_of(const json& line) {
  const json* selector = member(line, "selector");
  if (selector == nullptr) return {};
  const json* said = member(*selector, "sent");
  if (said == nullptr) said = member(*selector, "received");
  if (said == nullptr || !said->is_object()) return {};
  std::string out;
  for (const auto& [name, value] : said->items()) {
    if (!out.empty()) out += ' ';
    out += name + "=" + text_of(&value);
  }
  return out;
}

}  // namespace

Summary summary_of(std::string_view text) {
  const auto line = base::parse_json(text);
  if (!line) return {};
  Summary summary;
  summary.merchant = text_of(member(*line, "merchant"));
  if (text_of(member(*line, "kind")) != "query") {
    summary.what = text_of(member(*line, "kind"));
    summary.about = text_of(member(*line, "action"));
    return summary;
  }
  summary.what = text_of(member(*line, "outcome"));
  for (const char* why : {"code", "errcode"}) {
    if (const json* value = member(*line, why)) summary.what += ' ' + text_of(value);
  }
  summary.about = selector_of(*line);
  return summary;
}

}  // namespace audit
