#include "audit/note_desk.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace audit {
namespace {

constexpr std::chrono::seconds kept_for{1};
constexpr std::chrono::seconds note_patience{2};
constexpr std::size_t most_kept_pages = 64;
// Of what is not kept: callers choose what they ask for, and tokens are renewed by the same database.
constexpr std::ptrdiff_t most_at_once = 2;

constexpr std::string_view checkpoints_page = "checkpoints";
constexpr std::string_view keys_page = "keys";

// Of these there is one each: nobody can crowd them out.
bool is_everybodys(std::string_view what) { return what == checkpoints_page || what == keys_page; }

}  // namespace

// What is kept now, or has to do because it is being asked for; nothing: the caller asks.
std::optional<base::Result<NotePage>> NoteDesk::known(const std::string& what, base::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  const auto kept = kept_.find(what);
  const bool asked = asked_.contains(what);
  const bool full =
      !is_everybodys(what) && std::ranges::count_if(asked_, std::not_fn(is_everybodys)) >= most_at_once;
  if (kept != kept_.end() && (asked || full || now < kept->second.until)) return kept->second.page;
  if (asked || full) return base::fail(base::Code::overloaded, "too many ask for different notes");
  asked_.insert(what);
  return std::nullopt;
}

// What known() has begun ends however the question does.
struct NoteDesk::Asking {
  Asking(NoteDesk& of, const std::string& about) : desk(of), what(about) {}
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;
  ~Asking() {
    const std::lock_guard lock(desk.mutex_);
    desk.asked_.erase(what);
  }

  NoteDesk& desk;
  const std::string& what;
};

void NoteDesk::keep(const std::string& what, const base::Result<NotePage>& page) {
  const std::lock_guard lock(mutex_);
  // What the database could not say is asked again.
  if (!page && page.error().code != base::Code::not_found) return;
  if (kept_.size() >= most_kept_pages) kept_.clear();
  kept_.insert_or_assign(what, Kept{clock_.steady() + kept_for, page});
}

template <class Read>
base::Awaitable<base::Result<NotePage>> NoteDesk::ask(std::string what, Read read) {
  const auto now = clock_.steady();
  if (auto page = known(what, now)) co_return std::move(*page);
  const Asking asking(*this, what);
  auto page = co_await database_.run(base::Deadline{now + note_patience}, std::move(read));
  keep(what, page);
  co_return page;
}

base::Awaitable<base::Result<NotePage>> NoteDesk::checkpoints() {
  return ask(std::string(checkpoints_page), &newest_checkpoints);
}

base::Awaitable<base::Result<NotePage>> NoteDesk::after(std::int64_t number) {
  return ask("after " + std::to_string(number),
             [number](db::Connection& connection) { return notes_after(connection, number); });
}

base::Awaitable<base::Result<NotePage>> NoteDesk::keys() { return ask(std::string(keys_page), &public_keys); }

base::Awaitable<base::Result<NotePage>> NoteDesk::consistency(std::int64_t stream, std::int64_t old_size,
                                                              std::int64_t size) {
  auto name =
      "consistency " + std::to_string(stream) + ' ' + std::to_string(old_size) + ' ' + std::to_string(size);
  return ask(std::move(name), [stream, old_size, size](db::Connection& connection) {
    return consistency_of(connection, stream, old_size, size);
  });
}

}  // namespace audit
