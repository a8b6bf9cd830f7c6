#include "audit/note_desk.hpp"

#include <utility>

namespace audit {
namespace {

constexpr std::chrono::seconds kept_for{1};
constexpr std::chrono::seconds note_patience{2};
constexpr std::size_t most_kept_pages = 64;

}  // namespace

template <class Read>
base::Awaitable<base::Result<NotePage>> NoteDesk::ask(std::string what, Read read) {
  const auto now = clock_.steady();
  {
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(what);
    if (kept != kept_.end() && now < kept->second.until) co_return kept->second.page;
  }
  auto page = co_await database_.run(base::Deadline{now + note_patience}, std::move(read));
  // What the database could not say is asked again.
  if (page || page.error().code == base::Code::not_found) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= most_kept_pages) kept_.clear();
    kept_.insert_or_assign(std::move(what), Kept{clock_.steady() + kept_for, page});
  }
  co_return page;
}

base::Awaitable<base::Result<NotePage>> NoteDesk::checkpoints() {
  return ask("checkpoints", &newest_checkpoints);
}

base::Awaitable<base::Result<NotePage>> NoteDesk::after(std::int64_t number) {
  return ask("after " + std::to_string(number),
             [number](db::Connection& connection) { return notes_after(connection, number); });
}

base::Awaitable<base::Result<NotePage>> NoteDesk::keys() { return ask("keys", &public_keys); }

base::Awaitable<base::Result<NotePage>> NoteDesk::manifest(std::string day) {
  auto name = "manifest " + day;
  return ask(std::move(name),
             [day = std::move(day)](db::Connection& connection) { return manifest_of(connection, day); });
}

base::Awaitable<base::Result<NotePage>> NoteDesk::consistency(std::int64_t stream, std::int64_t old_size,
                                                              std::int64_t size) {
  auto name =
      "consistency " + std::to_string(stream) + ' ' + std::to_string(old_size) + ' ' + std::to_string(size);
  return ask(std::move(name), [stream, old_size, size](db::Connection& connection) {
    return consistency_of(connection, stream, old_size, size);
  });
}

}  // namespace audit
