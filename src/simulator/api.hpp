// The calls that the simulated WeChat answers: one row each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/clock.hpp"
#include "http/message.hpp"
#include "simulator/ledger.hpp"
#include "simulator/query.hpp"
#include "simulator/refusal.hpp"
#include "simulator/world.hpp"

namespace simulator {

// One call while it is being answered. Views and pointers are valid until the answer.
struct Call {
  const http::Request& request;
  base::WallTime now;
  std::vector<QueryItem> query = {};
  const nlohmann::json* body = nullptr;      // null: not a JSON object
  const Ledger* ledger = nullptr;            // the calls before this one
  std::optional<World::Holder> holder = {};  // of the access token it came with, if that is known

  // What the ledger notes.
  std::string merchant = {};
  std::uint64_t generation = 0;  // of the token it came with
  std::uint64_t issued = 0;      // the generation of the token that it was given
};

enum class TokenKind { none, component, authorizer, either };

// A member that a request body may have, as strict mode wants it.
struct Member {
  std::string_view name;
  enum class Kind { text, number, object } kind = Kind::text;
};

struct Api {
  std::string_view path;
  TokenKind token;
  std::vector<Member> members;
  Decision (*decide)(World& world, Call& call);
  bool selects_code = false;  // the ledger keeps its body, strict mode wants exactly one selector
  http::Method method = http::Method::post;
};

std::span<const Api> all_apis();

// component_api.cpp
Decision component_token(World& world, Call& call);
Decision authorizer_token(World& world, Call& call);
Decision start_push_ticket(World& world, Call& call);
// authorization_api.cpp
Decision create_pre_auth_code(World& world, Call& call);
Decision query_auth(World& world, Call& call);
Decision authorizer_info(World& world, Call& call);
Decision authorizer_list(World& world, Call& call);
// marketcode.cpp
Decision code_active_query(World& world, Call& call);
// quota_api.cpp
Decision quota_get(World& world, Call& call);
// helper_api.cpp
Decision address_list(World& world, Call& call);
Decision callback_check(World& world, Call& call);
Decision clear_quota(World& world, Call& call);
Decision rid_get(World& world, Call& call);
Decision send_message(World& world, Call& call);

}  // namespace simulator
