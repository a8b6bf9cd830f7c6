#include "audit/access.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

constexpr std::size_t longest_reason = 500;

// Whole characters only.
std::string_view shortened(std::string_view text) {
  if (text.size() <= longest_reason) return text;
  std::size_t end = longest_reason;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  return text.substr(0, end);
}

}  // namespace

base::Result<> note_access(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                           base::WallTime now, const Access& access) {
  if (!base::is_utf8(access.reason) || base::has_control(access.reason))
    return base::fail(base::Code::invalid_argument, "the reason is not plain text");
  Event event;
  event.kind = Kind::access;
  event.time = now;
  event.actor_kind = access.actor.kind;
  event.actor = access.actor.name;
  event.action = access.action;
  event.details = "{";
  base::JsonMembers(event.details)
      .raw("asked", access.details)
      .text_unless_empty("reason", shortened(access.reason));
  event.details += '}';
  return put(transaction, keys, random, event);
}

}  // namespace audit
