// The calls of the token life cycle: component token, authorizer token, ticket pushing.
#include <nlohmann/json.hpp>

#include "base/json_writer.hpp"
#include "simulator/api.hpp"
#include "simulator/checks.hpp"
#include "simulator/shapes.hpp"

namespace simulator {
namespace {

Problem check_secret(const World& world, std::string_view secret) {
  if (secret.empty()) return Refusal{41004};
  if (secret != world.component.secret) return Refusal{40125};
  return std::nullopt;
}

Problem check_ticket(World& world, const Call& call) {
  const Perishable* ticket = find(world.component.tickets, text_member(call, "component_verify_ticket"));
  if (ticket == nullptr) return Refusal{61006};
  if (call.now >= ticket->expires) return Refusal{61005};
  return std::nullopt;
}

std::int64_t seconds_left(const IssuedToken& token, base::WallTime now) {
  return std::chrono::duration_cast<std::chrono::seconds>(token.expires - now).count();
}

void rotate_refresh_token(World& world, Merchant& merchant, base::WallTime now) {
  merchant.previous_refresh_token = std::move(merchant.refresh_token);
  merchant.previous_refresh_token_dies = now + std::chrono::seconds(world.settings.refresh_token_overlap_s);
  merchant.refresh_token = make_refresh_token(world.random());
}

}  // namespace

Decision component_token(World& world, Call& call) {
  if (auto problem = check_component_call(world, call, 41002)) return std::unexpected(*problem);
  if (auto problem = check_secret(world, text_member(call, "component_appsecret")))
    return std::unexpected(*problem);
  if (auto problem = check_ticket(world, call)) return std::unexpected(*problem);
  if (auto problem = take_quota(world.component.quotas, call)) return std::unexpected(*problem);

  const IssuedToken& token = world.issue_component_token(call.now);
  call.issued = token.generation;
  std::string answer = "{";
  base::JsonMembers(answer)
      .text("component_access_token", token.value)
      .number("expires_in", seconds_left(token, call.now));
  return answer += '}';
}

Decision authorizer_token(World& world, Call& call) {
  if (auto problem = check_component_call(world, call)) return std::unexpected(*problem);
  Merchant* merchant = world.find_merchant(text_member(call, "authorizer_appid"));
  if (text_member(call, "authorizer_appid").empty()) return refuse(40013);
  if (merchant == nullptr || !merchant->authorized) return refuse(61003);
  if (!merchant->accepts_refresh_token(text_member(call, "authorizer_refresh_token"), call.now))
    return refuse(61023);
  if (auto problem = take_quota(world.component.quotas, call)) return std::unexpected(*problem);

  if (world.settings.rotate_refresh_tokens) rotate_refresh_token(world, *merchant, call.now);
  const IssuedToken& token = world.issue_authorizer_token(*merchant, call.now, world.settings.overlap_s);
  call.issued = token.generation;
  std::string answer = "{";
  base::JsonMembers(answer)
      .text("authorizer_access_token", token.value)
      .number("expires_in", seconds_left(token, call.now))
      .text("authorizer_refresh_token", merchant->refresh_token);
  return answer += '}';
}

Decision start_push_ticket(World& world, Call& call) {
  if (auto problem = check_component_call(world, call, 41002)) return std::unexpected(*problem);
  if (auto problem = check_secret(world, text_member(call, "component_secret")))
    return std::unexpected(*problem);
  const bool was_pushing = std::exchange(world.component.pushing, true);
  world.component.ticket_wanted = true;
  std::string answer = "{";
  base::JsonMembers(answer).number("errcode", 0).text("errmsg", was_pushing ? "in a normal state" : "ok");
  return answer += '}';
}

}  // namespace simulator
