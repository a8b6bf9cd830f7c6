#include "platform/webhook_message.hpp"

#include <array>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace platform {

std::string webhook_body(const WebhookDelivery& delivery) {
  std::string body = "{";
  base::JsonMembers(body)
      .text("id", std::to_string(delivery.id))
      .text("type", delivery.type)
      .text("time", base::to_rfc3339(delivery.created_at))
      .text_unless_empty("merchant", delivery.merchant)
      .raw("details", delivery.details);
  return body + "}";
}

std::string webhook_signature(const base::Secret& secret, base::WallTime now, std::string_view body) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  const std::string time = std::to_string(seconds);
  const auto digest = crypto::hmac_sha256(secret.reveal(), time + "." + std::string(body));
  return "t=" + time + ",v1=" + base::to_hex(digest);
}

std::optional<std::chrono::seconds> webhook_pause(int tries) {
  constexpr std::array<int, 4> pauses{10, 60, 600, 2'400};
  if (tries < 1 || tries > static_cast<int>(pauses.size())) return std::nullopt;
  return std::chrono::seconds(pauses.at(static_cast<std::size_t>(tries - 1)));
}

}  // namespace platform
