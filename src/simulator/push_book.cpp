#include "simulator/push_book.hpp"

#include <utility>

#include "simulator/world.hpp"

namespace simulator {
namespace {

constexpr std::size_t most_pushes_kept = 10'000;

}  // namespace

const PushRecord& PushBook::append(PushRecord record) {
  record.n = ++last_;
  records_.push_back(std::move(record));
  if (records_.size() > most_pushes_kept) records_.pop_front();
  return records_.back();
}

void PushBook::note(bool ok, const Settings& settings, base::WallTime now) {
  failures_ = ok ? 0 : failures_ + 1;
  if (settings.push_failures == 0 || failures_ < settings.push_failures) return;
  failures_ = 0;
  paused_until_ = now + std::chrono::seconds(settings.push_pause_s);
}

bool PushBook::ticket_is_due(const World& world, base::WallTime now) const {
  const Component& component = world.component;
  if (component.event_url.empty() || component.encoding_aes_key.empty()) return false;
  if (!component.pushing || paused(now)) return false;
  if (component.ticket_wanted) return true;
  const std::chrono::seconds cadence(world.settings.ticket_push_s);
  // A clock that was turned back must not silence the pushes until it has caught up.
  return cadence.count() != 0 && (now >= last_ticket_at_ + cadence || now < last_ticket_at_);
}

std::string PushBook::next_ticket(World& world, base::WallTime now) {
  Perishable& newest = world.component.tickets.back();
  const bool fresh = newest.value != last_ticket_;
  repeated_ = !fresh && world.settings.repeat_tickets && !repeated_;
  if (!fresh && !repeated_) return world.add_ticket(now);
  newest.expires = now + std::chrono::seconds(world.settings.ticket_life_s);
  return newest.value;
}

std::optional<std::string> PushBook::take_due_ticket(World& world, base::WallTime now) {
  if (!ticket_is_due(world, now)) return std::nullopt;
  world.component.ticket_wanted = false;
  last_ticket_at_ = now;
  if (world.settings.skip_tickets > 0) {
    --world.settings.skip_tickets;
    return std::nullopt;
  }
  last_ticket_ = next_ticket(world, now);
  return last_ticket_;
}

}  // namespace simulator
