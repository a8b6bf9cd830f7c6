#include "audit/csv.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "audit/line_head.hpp"
#include "base/json.hpp"

namespace audit {
namespace {

using nlohmann::json;

// A value deep in the line, or null.
const json& at(const json& line, std::initializer_list<const char*> path) {
  static const json nothing;
  const json* value = &line;
  for (const char* member : path) {
    if (!value->is_object() || !value->contains(member)) return nothing;
    value = &(*value)[member];
  }
  return *value;
}

std::string cell_text(const json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// What WeChat answered, when it is JSON.
json reply_of(const json& line) {
  const json& reply = at(line, {"reply"});
  if (!reply.is_string()) return {};
  auto parsed = base::parse_json(reply.get_ref<const std::string&>(), {.unique_members = false});
  return parsed ? std::move(*parsed) : json();
}

std::string selector_cell(const json& line, const char* member) {
  const json& sent = at(line, {"selector", "sent", member});
  return cell_text(sent.is_null() ? at(line, {"selector", "received", member}) : sent);
}

struct Column {
  const char* name;
  std::string (*value)(const json& line, const json& reply);
};

constexpr std::array csv_columns = {
    Column{"record (reading copy, proves nothing)",
           [](const json& line, const json&) {
             return cell_text(at(line, {"stream"})) + '/' + cell_text(at(line, {"seq"}));
           }},
    Column{"time", [](const json& line, const json&) { return cell_text(at(line, {"time"})); }},
    Column{"kind", [](const json& line, const json&) { return cell_text(at(line, {"kind"})); }},
    Column{"merchant", [](const json& line, const json&) { return cell_text(at(line, {"merchant"})); }},
    Column{"caller", [](const json& line, const json&) { return cell_text(at(line, {"caller", "id"})); }},
    Column{"dialect", [](const json& line, const json&) { return cell_text(at(line, {"dialect"})); }},
    Column{"application_id",
           [](const json& line, const json& reply) {
             const std::string asked = selector_cell(line, "application_id");
             return asked.empty() ? cell_text(at(reply, {"application_id"})) : asked;
           }},
    Column{"code_index", [](const json& line, const json&) { return selector_cell(line, "code_index"); }},
    Column{"code",
           [](const json& line, const json& reply) {
             const std::string asked = selector_cell(line, "code");
             return asked.empty() ? cell_text(at(reply, {"code"})) : asked;
           }},
    Column{"code_url", [](const json& line, const json&) { return selector_cell(line, "code_url"); }},
    Column{"outcome", [](const json& line, const json&) { return cell_text(at(line, {"outcome"})); }},
    Column{"refusal", [](const json& line, const json&) { return cell_text(at(line, {"code"})); }},
    Column{"errcode", [](const json& line, const json&) { return cell_text(at(line, {"errcode"})); }},
    Column{"rid", [](const json& line, const json&) { return cell_text(at(line, {"rid"})); }},
    Column{"activity",
           [](const json&, const json& reply) { return cell_text(at(reply, {"activity_name"})); }},
    Column{"brand", [](const json&, const json& reply) { return cell_text(at(reply, {"product_brand"})); }},
    Column{"title", [](const json&, const json& reply) { return cell_text(at(reply, {"product_title"})); }},
    Column{"microseconds", [](const json& line, const json&) { return cell_text(at(line, {"us"})); }},
    Column{"request_id", [](const json& line, const json&) { return cell_text(at(line, {"request_id"})); }},
    Column{"action", [](const json& line, const json&) { return cell_text(at(line, {"action"})); }},
    Column{"details", [](const json& line, const json&) { return cell_text(at(line, {"details"})); }},
};

void append(std::string& row, std::string_view cell) {
  if (!row.empty()) row += ',';
  row += csv_cell(cell);
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string plain;
  if (!text.empty() && std::string_view("=+-@\t\r").contains(text.front())) plain = '\'';
  plain += text;
  if (plain.find_first_of(",\"\r\n") == std::string::npos) return plain;
  std::string quoted = "\"";
  for (const char letter : plain) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

std::string csv_header() {
  std::string row;
  for (const Column& column : csv_columns)
    append(row, column.name);
  return row + "\r\n";
}

base::Result<std::string> csv_row(std::string_view line) {
  const auto parsed = base::parse_json(line);
  if (!parsed) return std::unexpected(parsed.error());
  const json reply = reply_of(*parsed);
  std::string row;
  for (const Column& column : csv_columns)
    append(row, column.value(*parsed, reply));
  return row + "\r\n";
}

base::Result<std::string> csv_of(std::string_view piece) {
  std::string out;
  for (std::string_view rest = piece; !rest.empty();) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (is_left_out(line)) continue;
    const auto row = csv_row(line);
    if (!row) return std::unexpected(row.error());
    out += *row;
  }
  return out;
}

}  // namespace audit
