// Who asks: an API key becomes a caller, or a refusal.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "tenancy/directory.hpp"

namespace tenancy {

// A merchant's system that may ask now. `merchant` is the one whose token its queries use, and no other.
struct Caller {
  std::shared_ptr<const KeyEntry> key;
  std::shared_ptr<const Merchant> merchant;
  RateLimit::Verdict rate;
};

// Code::api_key_invalid (unknown, malformed, revoked or expired: callers see no difference),
// Code::address_not_allowed or Code::rate_limited. `key` and `merchant` are set when the key is a real one
// that was presented whole: then the refusal goes into the log, once a minute and key with a count.
// `reason`, for the record and metrics: "unknown", "revoked", "expired", "address", "rate"; of a TokenDesk
// also "in_url", "token_expired", "appid", "throttled".
struct GateRefusal {
  base::Code code;
  std::string detail;
  std::string reason;
  std::shared_ptr<const KeyEntry> key;
  std::shared_ptr<const Merchant> merchant;
  std::optional<RateLimit::Verdict> rate;
};

// Nobody known: nothing for the log.
GateRefusal unknown_key();
// Of a caller whose key was found right.
GateRefusal refusal_of(const Caller& caller, base::Code code, std::string_view reason,
                       std::string detail = {});

class Gate {
 public:
  // Whether a presented key has this hash; the costly part of an answer.
  using Match = std::function<bool(std::string_view presented, std::string_view hash)>;

  Gate(const Directory& directory, const base::Clock& clock, Match match = matches);

  // An unknown key costs as much as a wrong one: one match. `charge` false: the bucket is looked at, not
  // drawn from, and an empty one refuses nobody (`rate` tells of it).
  std::expected<Caller, GateRefusal> admit(std::string_view presented, const base::IpAddress& client,
                                           bool charge = true) const;

  // The two steps of admit(): whose key it is, its secret being right …
  std::expected<Caller, GateRefusal> identify(std::string_view presented) const;
  // … or its id being vouched for by a signature …
  std::expected<Caller, GateRefusal> find(std::string_view key_id) const;
  // … and whether that key may be used from there now.
  std::expected<Caller, GateRefusal> pass(Caller caller, const base::IpAddress& client, bool charge) const;

 private:
  const Directory& directory_;
  const base::Clock& clock_;
  const Match match_;
};

}  // namespace tenancy
