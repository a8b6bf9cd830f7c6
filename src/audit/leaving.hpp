// What may leave the database, and when. Decides without I/O; the stores ask the database and do it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/transaction.hpp"

namespace audit {

// What is known of a day.
struct DayState {
  std::string day;        // "2026-11-22"
  int age = 0;            // whole days since, by the database's clock; 0: today
  int streams = 0;        // ever opened on it
  int unsealed = 0;       // of them open or damaged
  int unchecked = 0;      // of them without a checkpoint at their end that fits
  bool manifest = false;  // its daily manifest is there
  bool archived = false;
  bool is_detached = false;
  bool purged = false;
  bool held = false;
};

// Why the day cannot be copied into an archive, detached after that, or purged after that; nothing when it
// can.
std::optional<std::string> obstacle_to_archive(const DayState& state);
std::optional<std::string> obstacle_to_detach(const DayState& state, int min_days);
std::optional<std::string> obstacle_to_purge(const DayState& state, int min_days);

// "2026-11-22", a day that exists. Code::invalid_argument otherwise.
base::Result<> check_day(std::string_view day);
// One line of text, not empty, at most 500 characters. Code::invalid_argument otherwise.
base::Result<> check_purpose(std::string_view reason);

// Who does it, and what writing it down takes.
struct Hand {
  std::string kind;  // "command"
  std::string name;  // the OS user
  const crypto::KeyRing& keys;
  const base::Clock& clock;
  base::Random& random;

  // The `admin` record of it, in its transaction; `details` is a JSON object.
  base::Result<> note(db::Transaction& transaction, std::string action, std::string details) const;
};

}  // namespace audit
