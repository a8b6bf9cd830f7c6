#include "audit/access.hpp"

#include "base/characters.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

constexpr std::size_t longest_reason = 500;  // characters

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
      .text_unless_empty("reason", base::first_characters(access.reason, longest_reason));
  event.details += '}';
  return put(transaction, keys, random, event);
}

}  // namespace audit
