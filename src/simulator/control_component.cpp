// Rows about the third-party platform itself.
#include <nlohmann/json.hpp>

#include "simulator/control_support.hpp"
#include "weixin/message_crypto.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

json tokens_json(const TokenBook& book) {
  json tokens = json::array();
  for (const IssuedToken& token : book.all()) {
    tokens.push_back({{"value", token.value},
                      {"generation", token.generation},
                      {"expires", base::to_rfc3339(token.expires)}});
    if (token.dies != base::WallTime::max()) tokens.back()["dies"] = base::to_rfc3339(token.dies);
  }
  return tokens;
}

json component_json(const Component& component) {
  json tickets = json::array();
  for (const Perishable& ticket : component.tickets) {
    tickets.push_back({{"ticket", ticket.value}, {"expires", base::to_rfc3339(ticket.expires)}});
  }
  json whitelist = json::array();
  for (const base::IpAddress& address : component.whitelist) {
    whitelist.push_back(address.to_string());
  }
  return {{"component_appid", component.appid},
          {"component_secret", component.secret},
          {"pushing", component.pushing},
          {"tickets", std::move(tickets)},
          {"whitelist", std::move(whitelist)},
          {"quotas", quotas_json(component.quotas)},
          {"tokens", tokens_json(component.tokens)},
          {"event_url", component.event_url},
          {"message_url", component.message_url},
          {"push_token", component.push_token},
          {"encoding_aes_key", component.encoding_aes_key},
          {"previous_encoding_aes_key", component.previous_encoding_aes_key},
          {"authorize_domain", component.authorize_domain}};
}

void read_address_whitelist(ObjectReader& reader, std::vector<base::IpAddress>& whitelist) {
  const json* list = reader.raw("whitelist");
  if (list == nullptr) return;
  if (!list->is_array()) return reader.wrong("whitelist");
  whitelist.clear();
  for (const json& entry : *list) {
    const auto address = entry.is_string() ? base::parse_address(entry.get_ref<const std::string&>())
                                           : base::fail(base::Code::invalid_argument);
    if (!address) return reader.wrong("whitelist");
    whitelist.push_back(base::unmapped(*address));
  }
}

// A key is 43 letters and digits, or empty.
void read_encoding_key(ObjectReader& reader, std::string_view name, std::string& key) {
  reader.text(name, key);
  if (!key.empty() && !weixin::EncodingKey::parse(base::Secret(std::string_view(key)))) reader.wrong(name);
}

void read_pushing(ObjectReader& reader, Component& component) {
  reader.text("event_url", component.event_url)
      .text("message_url", component.message_url)
      .text("push_token", component.push_token)
      .text("authorize_domain", component.authorize_domain);
  read_encoding_key(reader, "encoding_aes_key", component.encoding_aes_key);
  read_encoding_key(reader, "previous_encoding_aes_key", component.previous_encoding_aes_key);
}

}  // namespace

Answer show_component(Simulator& simulator, const ControlCall&) {
  return shown(simulator.locked(
      [](Simulator::State& state, base::WallTime) { return component_json(state.world.component); }));
}

Answer set_component(Simulator& simulator, const ControlCall& call) {
  const auto changed = simulator.locked([&](Simulator::State& state, base::WallTime) -> base::Result<> {
    Component component = state.world.component;
    ObjectReader reader(call.body);
    reader.text("component_appid", component.appid)
        .text("component_secret", component.secret)
        .boolean("pushing", component.pushing);
    read_pushing(reader, component);
    read_address_whitelist(reader, component.whitelist);
    read_quotas(reader, component.quotas);
    if (auto read = reader.finish(); !read) return read;
    if (component.event_url != state.world.component.event_url) {
      component.ticket_wanted = state.world.settings.ticket_push_s != 0;
    }
    // But for the tokens: those stay where their addresses are known.
    component.tokens = std::move(state.world.component.tokens);
    state.world.component = std::move(component);
    return {};
  });
  if (!changed) return std::unexpected(changed.error());
  return show_component(simulator, call);
}

Answer add_ticket(Simulator& simulator, const ControlCall& call) {
  std::string ticket;
  if (auto read = ObjectReader(call.body).text("ticket", ticket).finish(); !read)
    return std::unexpected(read.error());
  return shown(simulator.locked([&](Simulator::State& state, base::WallTime now) {
    return json{{"ticket", state.world.add_ticket(now, std::move(ticket))}};
  }));
}

Answer void_component_tokens(Simulator& simulator, const ControlCall& call) {
  bool all = true;
  if (auto read = ObjectReader(call.body).boolean("all", all).finish(); !read)
    return std::unexpected(read.error());
  simulator.locked([all](Simulator::State& state, base::WallTime now) {
    TokenBook& tokens = state.world.component.tokens;
    all ? tokens.void_all(now) : tokens.void_newest(now);
  });
  return done();
}

}  // namespace simulator::control
