// What the log signed, for whoever asks: anyone can be a witness.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/executor.hpp"

namespace audit {

// Notes as a file, and where the next ones begin.
struct NotePage {
  std::string text;
  std::int64_t last = 0;  // number of the last note in it, or what was asked for when there is none
};

// Blocking, for threads of a db::Executor.
base::Result<NotePage> newest_checkpoints(db::Connection& connection);
base::Result<NotePage> notes_after(db::Connection& connection, std::int64_t number);
base::Result<NotePage> public_keys(db::Connection& connection);
base::Result<NotePage> consistency_of(db::Connection& connection, std::int64_t stream, std::int64_t old_size,
                                      std::int64_t size);

// Any loop. The database is asked once a second for each of these, and for two at a time, however many
// callers there are. Code::not_found: there is no key yet; Code::overloaded: others are being asked for.
class NoteDesk {
 public:
  NoteDesk(db::Executor& database, const base::Clock& clock) : database_(database), clock_(clock) {}

  // Of the streams of the last two days, and of the open ones; of the newest 200.
  base::Awaitable<base::Result<NotePage>> checkpoints();
  // Checkpoints and changes of the key after a number, in order, at most 200. No manifests: they tell how
  // much each merchant asked.
  base::Awaitable<base::Result<NotePage>> after(std::int64_t number);
  // The first public key and the changes to the later ones: what `audit verify --key` reads.
  base::Awaitable<base::Result<NotePage>> keys();
  // As JSON (consistency_json). Code::not_found: no such stream, or the sizes are not within it.
  base::Awaitable<base::Result<NotePage>> consistency(std::int64_t stream, std::int64_t old_size,
                                                      std::int64_t size);

 private:
  struct Kept {
    base::SteadyTime until;
    base::Result<NotePage> page;
  };
  struct Asking;
  std::optional<base::Result<NotePage>> known(const std::string& what, base::SteadyTime now);
  void keep(const std::string& what, const base::Result<NotePage>& page);
  template <class Read>
  base::Awaitable<base::Result<NotePage>> ask(std::string what, Read read);

  db::Executor& database_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;
  std::set<std::string> asked_;  // being read
};

}  // namespace audit
