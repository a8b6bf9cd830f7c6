// Exports for event loops: begun, read once piece by piece, and then proved by a signed manifest.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "audit/export.hpp"
#include "audit/note.hpp"
#include "audit/reading_desk.hpp"
#include "base/async.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"

namespace audit {

struct ExportWish {
  std::string first_day;  // YYYY-MM-DD (UTC) of the streams' opening, both inclusive
  std::string last_day;
  Filter filter;
  bool csv = false;  // a reading copy
};

struct ExportState {
  enum class Stage { ready, reading, done, failed } stage = Stage::ready;
  std::string id;  // 32 hex digits
  bool csv = false;
  std::int64_t total = 0;  // records of the streams
  std::int64_t done = 0;
  std::int64_t records = 0;   // lines written
  std::int64_t left_out = 0;  // records that are there by their hash
};

// What signs, and what is known of witnesses then.
struct ExportSeal {
  const Signer* signer = nullptr;  // null: nothing is signed
  std::function<std::string()> witness;
};

// On one event loop. An export belongs to the account that began it; nobody else finds it. It is forgotten an
// hour after it was last touched.
class ExportDesk {
 public:
  ExportDesk(ExportSeal seal, db::Executor& database, const crypto::KeyRing& keys, const base::Clock& clock,
             base::Random& random);
  ~ExportDesk();

  // Code::invalid_argument: these are no days; Code::conflict: a day is in an archive, or there are too many
  // exports at once, of the account or of all.
  base::Awaitable<base::Result<ExportState>> begin(Reader reader, int account, ExportWish wish);
  base::Result<ExportState> state(const std::string& id, int account);
  base::Result<> cancel(const std::string& id, int account);

  // Whoever calls this first reads it. Code::conflict: somebody has begun to.
  base::Result<ExportState> open(const std::string& id, int account);
  // The next bytes, packed with gzip; nothing at the end. Code::not_found: it was cancelled meanwhile.
  base::Awaitable<base::Result<std::optional<std::string>>> next(std::string id, int account);
  // The reader has gone. Only the last one of an account that failed so is remembered.
  void abandon(const std::string& id, int account);

  // Once all was read. Code::conflict before; Code::not_found of what is not signed.
  base::Result<std::string> manifest(const std::string& id, int account);
  base::Result<std::string> notes(const std::string& id, int account);

 private:
  struct Job;
  std::shared_ptr<Job> find(const std::string& id, int account);
  base::Result<> has_room(int account);
  void forget_old();
  base::Awaitable<base::Result<ExportPlan>> plan(Reader reader, ExportWish wish);
  void seal(Job& job);

  ExportSeal seal_;
  db::Executor& database_;
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
  std::map<std::string, std::shared_ptr<Job>> jobs_;
};

}  // namespace audit
