#include "api/public/grant_request.hpp"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "http/message.hpp"

namespace api {
namespace {

struct Presented {
  std::string grant_type;
  std::string appid;
  base::Secret secret;
};

std::expected<GrantRequest, Situation> judge(Presented presented) {
  if (presented.grant_type != "client_credential") return std::unexpected(Situation::grant_type_wrong);
  if (presented.appid.empty()) return std::unexpected(Situation::appid_missing);
  if (presented.secret.empty()) return std::unexpected(Situation::secret_missing);
  return GrantRequest{std::move(presented.appid), std::move(presented.secret)};
}

std::string query_text(std::string_view query, std::string_view name) {
  return http::query_parameter(query, name).value_or("");
}

// The member's text, taken out so that no copy of a secret is left behind.
std::string take_text(nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_string()) return {};
  return std::move(member->get_ref<std::string&>());
}

}  // namespace

std::expected<GrantRequest, Situation> grant_from_query(std::string_view query) {
  return judge({.grant_type = query_text(query, "grant_type"),
                .appid = query_text(query, "appid"),
                .secret = base::Secret(query_text(query, "secret"))});
}

std::optional<std::expected<GrantRequest, Situation>> grant_from_body(std::string_view body) {
  auto parsed = base::parse_json(body, {.unique_members = false});
  if (!parsed || !parsed->is_object()) return std::nullopt;
  return judge({.grant_type = take_text(*parsed, "grant_type"),
                .appid = take_text(*parsed, "appid"),
                .secret = base::Secret(take_text(*parsed, "secret"))});
}

}  // namespace api
