// What the provider's own systems are told, and how it is signed. No I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace platform {

// One row of webhook_delivery that somebody delivers.
struct WebhookDelivery {
  std::int64_t id = 0;
  std::string type;
  base::WallTime created_at;
  std::string merchant;  // appid; empty: about the platform
  int merchant_id = 0;
  std::string details = "{}";  // a JSON object
  int tries = 1;               // with this one
};

// {"id","type","time"[,"merchant"],"details"}, the same at every try.
std::string webhook_body(const WebhookDelivery& delivery);
// "t=<unix>,v1=<hex HMAC-SHA256 over t, a dot and the body>".
std::string webhook_signature(const base::Secret& secret, base::WallTime now, std::string_view body);
// How long to wait after the `tries`-th try failed; nothing: give up. Five tries within an hour.
std::optional<std::chrono::seconds> webhook_pause(int tries);

}  // namespace platform
