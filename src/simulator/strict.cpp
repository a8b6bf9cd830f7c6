#include "simulator/strict.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace simulator {
namespace {

using nlohmann::json;
using Finding = std::optional<std::string>;

constexpr std::size_t most_violations_kept = 10'000;

// What must not reach WeChat: it concerns the gateway and its own callers only.
constexpr std::array foreign_headers =
    std::to_array<std::string_view>({"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key",
                                     "X-Forwarded-For", "Forwarded", "X-Real-IP"});

Finding look_at_foreign_headers(const http::Request& request) {
  for (const std::string_view name : foreign_headers) {
    if (request.count(name) != 0) return "header " + std::string(name);
  }
  return std::nullopt;
}

Finding look_at_headers(http::Method method, const http::Request& request) {
  if (request.http10) return "HTTP/1.0";
  if (request.method != method) return "method other than " + std::string(http::to_text(method));
  if (method == http::Method::get) return look_at_foreign_headers(request);
  if (request.count("content-length") != 1) return "no Content-Length";
  const std::string_view type = request.header("content-type");
  const std::string_view media = base::trimmed(type.substr(0, type.find(';')));
  if (!base::equals_ignoring_case(media, "application/json")) return "Content-Type is not application/json";
  if (type.size() > media.size() &&
      !base::equals_ignoring_case(base::trimmed(type.substr(type.find(';') + 1)), "charset=utf-8")) {
    return "Content-Type has another parameter than charset=utf-8";
  }
  return look_at_foreign_headers(request);
}

Finding look_at_query(TokenKind kind, const std::vector<QueryItem>& query) {
  if (kind == TokenKind::none) {
    return query.empty() ? std::nullopt : Finding("a query parameter where none is used");
  }
  for (const QueryItem& item : query) {
    const bool known = item.name == "access_token" ||
                       (item.name == "component_access_token" && kind != TokenKind::authorizer);
    if (!known) return "unknown query parameter" + (base::is_utf8(item.name) ? " " + item.name : "");
  }
  return query.size() > 1 ? Finding("more than one query parameter") : std::nullopt;
}

// Whether a character beyond ASCII is written as \uXXXX. `body` is valid JSON.
bool has_escaped_character(std::string_view body) {
  for (std::size_t i = 0; i + 5 < body.size(); ++i) {
    if (body[i] != '\\') continue;
    if (body[i + 1] == 'u' && (body.substr(i + 2, 2) != "00" || body[i + 4] >= '8')) return true;
    ++i;
  }
  return false;
}

const Member* find_member(const Api& api, std::string_view name) {
  const auto found = std::ranges::find(api.members, name, &Member::name);
  return found == api.members.end() ? nullptr : &*found;
}

Finding look_at_member(const Api& api, const std::string& name, const json& value) {
  const Member* member = find_member(api, name);
  if (member == nullptr) return "unknown member " + name;
  if (member->kind == Member::Kind::number)
    return value.is_number_unsigned() ? std::nullopt : Finding("member " + name + " is no number");
  if (member->kind == Member::Kind::object)
    return value.is_object() ? std::nullopt : Finding("member " + name + " is no object");
  if (!value.is_string()) return "member " + name + " is no string";
  return value.get_ref<const std::string&>().empty() ? Finding("member " + name + " is empty") : std::nullopt;
}

Finding look_at_selector(const json& body) {
  const auto ways = body.count("code_url") + body.count("code") +
                    static_cast<std::size_t>(body.contains("application_id") || body.contains("code_index"));
  if (ways != 1) return "not exactly one selector";
  if (body.contains("application_id") != body.contains("code_index")) {
    return "application_id and code_index not together";
  }
  return std::nullopt;
}

Finding look_at_body(const Api& api, const Call& call) {
  const auto strictly_read = base::parse_json(call.request.body);
  if (!strictly_read) return "body: " + strictly_read.error().detail;
  if (!strictly_read->is_object()) return "body is no object";
  for (const auto& [name, value] : strictly_read->items()) {
    if (auto finding = look_at_member(api, name, value)) return finding;
  }
  if (api.selects_code) return look_at_selector(*strictly_read);
  for (const Member& member : api.members) {
    if (!strictly_read->contains(member.name)) return "member " + std::string(member.name) + " is missing";
  }
  return std::nullopt;
}

}  // namespace

std::optional<Unusual> find_unusual(const Api& api, const Call& call) {
  Finding finding = look_at_headers(api.method, call.request);
  if (!finding) finding = look_at_query(api.token, call.query);
  if (!finding && api.method == http::Method::post) finding = look_at_body(api, call);
  if (finding) return Unusual{40038, std::move(*finding)};
  if (has_escaped_character(call.request.body)) return Unusual{40033, "a character is escaped as \\uXXXX"};
  return std::nullopt;
}

void Violations::add(base::WallTime time, std::string_view path, std::string_view what) {
  ++count_;
  if (kept_.size() < most_violations_kept)
    kept_.push_back({count_, time, std::string(path), std::string(what)});
}

void Violations::reset() {
  kept_.clear();
  count_ = 0;
}

}  // namespace simulator
