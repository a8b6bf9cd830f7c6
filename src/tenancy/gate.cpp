#include "tenancy/gate.hpp"

#include <array>
#include <utility>

namespace tenancy {
namespace {

// No key has this hash; an unknown key is compared with it, so that its answer takes no less time.
constexpr std::array<char, 32> no_hash{};

}  // namespace

GateRefusal unknown_key() {
  return {.code = base::Code::api_key_invalid,
          .detail = "the API key is missing, unknown, revoked or expired",
          .reason = "unknown",
          .key = nullptr,
          .merchant = nullptr,
          .rate = std::nullopt};
}

GateRefusal refusal_of(const Caller& caller, base::Code code, std::string_view reason, std::string detail) {
  auto refused = unknown_key();
  refused.code = code;
  refused.reason = reason;
  if (!detail.empty()) refused.detail = std::move(detail);
  refused.key = caller.key;
  refused.merchant = caller.merchant;
  return refused;
}

Gate::Gate(const Directory& directory, const base::Clock& clock, Match match)
    : directory_(directory), clock_(clock), match_(std::move(match)) {}

std::expected<Caller, GateRefusal> Gate::admit(std::string_view presented, const base::IpAddress& client,
                                               bool charge) const {
  auto caller = identify(presented);
  if (!caller) return caller;
  return pass(std::move(*caller), client, charge);
}

std::expected<Caller, GateRefusal> Gate::identify(std::string_view presented) const {
  const auto key_id = key_id_of(presented);
  if (!key_id) return std::unexpected(unknown_key());

  auto caller = find(*key_id);
  const std::string_view hash =
      caller ? std::string_view(caller->key->key.hash) : std::string_view(no_hash.data(), no_hash.size());
  if (!match_(presented, hash) || !caller) return std::unexpected(unknown_key());
  return caller;
}

std::expected<Caller, GateRefusal> Gate::find(std::string_view key_id) const {
  Caller caller{.key = directory_.key(key_id), .merchant = nullptr, .rate = {}};
  if (!caller.key) return std::unexpected(unknown_key());
  caller.merchant = directory_.merchant(caller.key->key.merchant);
  if (!caller.merchant) return std::unexpected(unknown_key());
  return caller;
}

std::expected<Caller, GateRefusal> Gate::pass(Caller caller, const base::IpAddress& client,
                                              bool charge) const {
  const auto refuse = [&](base::Code code, std::string_view reason, std::string detail = {}) {
    return std::unexpected(refusal_of(caller, code, reason, std::move(detail)));
  };
  const ApiKey& key = caller.key->key;
  const auto now = clock_.wall();
  if (key.revoked_at) return refuse(base::Code::api_key_invalid, "revoked");
  if (key.expires_at && *key.expires_at <= now) return refuse(base::Code::api_key_invalid, "expired");
  if (!key.addresses.empty() && !base::contains(key.addresses, client)) {
    return refuse(base::Code::address_not_allowed, "address",
                  "the API key may not be used from " + base::unmapped(client).to_string());
  }

  // A key that is refused for its rate is in use all the same.
  directory_.note_use(caller.key, now);
  const auto moment = clock_.steady();
  caller.rate = charge ? caller.key->limit->take(moment) : caller.key->limit->look(moment);
  if (charge && !caller.rate.admitted) {
    auto refused = refuse(base::Code::rate_limited, "rate", "the API key's rate limit is reached");
    refused.error().rate = caller.rate;
    return refused;
  }
  return caller;
}

}  // namespace tenancy
