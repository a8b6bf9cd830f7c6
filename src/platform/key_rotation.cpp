#include "platform/key_rotation.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "db/transaction.hpp"

namespace platform {
namespace {

using base::Code;
using base::Result;

constexpr int rotation_batch = 50;  // rows that a transaction holds
constexpr int rotation_tries = 5;   // of a batch whose rows somebody else holds
constexpr int rotation_passes = 3;

std::string json_of(const EnvelopeCounts& counts) {
  std::string out = "{";
  base::JsonMembers members(out);
  for (const auto& [key, count] : counts) {
    members.number(std::to_string(key), count);
  }
  return out + "}";
}

Result<> note_rotation(db::Connection& connection, const Actor& actor, const crypto::KeyRing& keys,
                       const base::Clock& clock, base::Random& random, std::string action,
                       const Rotation& rotation) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) {
    audit::Event event;
    event.kind = audit::Kind::admin;
    event.time = clock.wall();
    event.actor_kind = actor.kind;
    event.actor = actor.name;
    event.action = std::move(action);
    event.details = "{";
    base::JsonMembers members(event.details);
    members.number("current", keys.current_id()).raw("before", json_of(rotation.before));
    if (!rotation.after.empty()) members.raw("after", json_of(rotation.after));
    event.details += "}";
    return audit::put(transaction, keys, random, event);
  });
}

bool may_go_on(const base::Error& error) {
  return error.code == Code::deadline_passed || error.code == Code::conflict;
}

Result<ResealStep> reseal_next(db::Connection& connection, const crypto::KeyRing& keys, base::Random& random,
                               const EnvelopeColumn& column, const std::optional<std::string>& after) {
  auto step = reseal_some(connection, keys, random, column, after, rotation_batch);
  for (int i = 1; !step && may_go_on(step.error()) && i < rotation_tries; ++i) {
    step = reseal_some(connection, keys, random, column, after, rotation_batch);
  }
  return step;
}

Result<> rotate_column(db::Connection& connection, const crypto::KeyRing& keys, base::Random& random,
                       const EnvelopeColumn& column, const RotationProgress& progress, Rotation& rotation) {
  std::int64_t resealed = 0;
  std::optional<std::string> after;
  do {
    const auto step = reseal_next(connection, keys, random, column, after);
    if (!step) return std::unexpected(step.error());
    after = step->last;
    resealed += step->resealed;
    rotation.resealed += step->resealed;
    rotation.unopened += step->unopened;
    if (step->resealed > 0) progress(name_of(column), resealed);
  } while (after);
  return {};
}

Result<> pass(db::Connection& connection, const crypto::KeyRing& keys, base::Random& random,
              const RotationProgress& progress, Rotation& rotation) {
  rotation.unopened = 0;
  for (const EnvelopeColumn* column : envelope_columns()) {
    auto done = rotate_column(connection, keys, random, *column, progress, rotation);
    if (!done) return done;
  }
  auto counted = count_envelopes(connection);
  if (!counted) return std::unexpected(counted.error());
  rotation.after = std::move(*counted);
  return {};
}

}  // namespace

Result<> check_keys(const EnvelopeCounts& counts, const crypto::KeyRing& keys) {
  const auto held = keys.ids();
  for (const auto& [key, count] : counts) {
    if (key == 0 || std::ranges::find(held, key) != held.end()) continue;
    return base::fail(Code::config_invalid,
                      "keys.master: " + std::to_string(count) +
                          " envelopes in the database need master key " + std::to_string(key) +
                          ", which is not among the keys: put it back, and drop it only when `keys status` "
                          "shows no envelope under it");
  }
  return {};
}

std::int64_t left_to_rotate(const EnvelopeCounts& counts, std::uint32_t current) {
  std::int64_t left = 0;
  for (const auto& [key, count] : counts) {
    if (key != current) left += count;
  }
  return left;
}

Result<Rotation> rotate_master_keys(db::Connection& connection, const Actor& actor,
                                    const crypto::KeyRing& keys, const base::Clock& clock,
                                    base::Random& random, const RotationProgress& progress) {
  Rotation rotation;
  auto before = count_envelopes(connection);
  if (!before) return std::unexpected(before.error());
  if (const auto good = check_keys(*before, keys); !good) return std::unexpected(good.error());
  rotation.before = *before;
  if (left_to_rotate(*before, keys.current_id()) == 0) {
    rotation.after = std::move(*before);
    return rotation;
  }
  if (auto noted =
          note_rotation(connection, actor, keys, clock, random, "master_key_rotation_begun", rotation);
      !noted) {
    return std::unexpected(noted.error());
  }
  for (int i = 0; i < rotation_passes; ++i) {
    if (auto done = pass(connection, keys, random, progress, rotation); !done) {
      return std::unexpected(done.error());
    }
    if (left_to_rotate(rotation.after, keys.current_id()) == rotation.unopened) break;
  }
  if (auto noted =
          note_rotation(connection, actor, keys, clock, random, "master_key_rotation_ended", rotation);
      !noted) {
    return std::unexpected(noted.error());
  }
  return rotation;
}

}  // namespace platform
