// What was pushed, when pushing has to pause, and when the next ticket is due. No I/O and no lock: Simulator
// guards it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "simulator/accounts.hpp"
#include "simulator/settings.hpp"

namespace simulator {

class World;

struct PushRecord {
  std::uint64_t n = 0;  // 1 for the first since the last reset
  base::WallTime time;
  std::string kind;          // the InfoType, "message" or "event"
  std::string appid;         // the merchant it is about; empty: the platform
  std::string url;           // without the query
  int status = 0;            // 0: no answer
  std::string reply = {};    // its first KiB
  std::string problem = {};  // why there is no answer; empty when there is one
  bool ok = false;           // 200 and what this kind of push expects
  base::Micros took{0};
};

class PushBook {
 public:
  // Gives the record its number; beyond ten thousand the oldest go.
  const PushRecord& append(PushRecord record);
  void clear() { records_.clear(); }
  const std::deque<PushRecord>& records() const { return records_; }

  // After `push_failures` failures in a row pushing pauses for `push_pause_s` (MarkFail).
  bool paused(base::WallTime now) const { return now < paused_until_; }
  void note(bool ok, const Settings& settings, base::WallTime now);

  // The ticket to be pushed now, if one is due: the newest when it was not pushed yet; else the same again,
  // or a new one. Takes it for pushed.
  std::optional<std::string> take_due_ticket(World& world, base::WallTime now);

 private:
  bool ticket_is_due(const World& world, base::WallTime now) const;
  std::string next_ticket(World& world, base::WallTime now);

  std::deque<PushRecord> records_;
  std::uint64_t last_ = 0;
  std::uint64_t failures_ = 0;
  base::WallTime paused_until_;
  base::WallTime last_ticket_at_;
  std::string last_ticket_;
  bool repeated_ = false;
};

}  // namespace simulator
