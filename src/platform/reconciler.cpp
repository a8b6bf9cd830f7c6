#include "platform/reconciler.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "platform/merchant_update.hpp"
#include "platform/reconcile_store.hpp"

namespace platform {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::Result;
using tokens::Verdict;

constexpr std::string_view reread_job = "reread";
constexpr std::chrono::seconds reread_lease{120};  // it is taken once a minute, and not given back
constexpr int failures_allowed = 5;                // in a row
constexpr int most_rereads = 60;                   // a minute
constexpr int most_passed_over = 1'000;

std::string_view step_name(ReconcileStep step) {
  switch (step) {
    case ReconcileStep::bring_in:
      return "bring_in";
    case ReconcileStep::repair:
      return "repair";
    case ReconcileStep::look_again:
      break;
  }
  return "look_again";
}

ReconcileLine line_of(const ReconcileTask& task, std::string result, std::string detail = {}) {
  return {task.appid, std::string(step_name(task.step)), std::move(result), std::move(detail)};
}

std::string words_of(const base::Error& error) {
  std::string words = error.detail.empty() ? std::string(base::name(error.code)) : error.detail;
  if (!error.cause.empty()) words += " (" + error.cause + ")";
  return words;
}

ReconcileLine failed(const ReconcileTask& task, const base::Error& error) {
  return line_of(task, "failed", words_of(error));
}

// What would meet every other merchant's call too.
bool is_common(const tokens::Refusal& refusal) {
  return !refusal.errcode || refusal.verdict == Verdict::minute_quota ||
         refusal.verdict == Verdict::day_quota || refusal.verdict == Verdict::address_refused ||
         refusal.verdict == Verdict::credential_refused;
}

}  // namespace

Reconciler::Reconciler(boost::asio::io_context& loop, ReconcilerOptions options, const crypto::KeyRing& keys,
                       db::Executor& database, MerchantCalls& merchants, tokens::TokenCalls& tokens,
                       tokens::ComponentTokens& component, const base::Clock& clock, base::Random& random,
                       base::Log& log)
    : options_(std::move(options)),
      keys_(keys),
      database_(database),
      merchants_(merchants),
      tokens_(tokens),
      clock_(clock),
      random_(random),
      log_(log),
      credential_(component),
      timer_(loop) {}

void Reconciler::stop() {
  stopping_ = true;
  timer_.cancel();
}

base::Awaitable<Result<ReconcileReport>> Reconciler::run(ReconcileMode mode, ReconcileProgress progress) {
  if (!mode.dry) {
    const auto taken = co_await take(reconcile_job, reconcile_lease, mode.pause);
    if (!taken) co_return std::unexpected(taken.error());
    if (!*taken) {
      co_return base::fail(Code::busy,
                           "another process is at it (one that died is forgotten within a minute)");
    }
    renewed_ = clock_.steady();
  }
  ReconcileReport report;
  hopeless_.reset();
  failures_ = 0;
  leased_ = !mode.dry;
  auto done = co_await reconcile(mode, progress, report);
  if (!done) report.cut_short = std::move(done.error());
  leased_ = false;
  if (!mode.dry) co_await end(reconcile_job, !report.cut_short);
  log_.info("reconciled", {{"known", report.known},
                           {"listed", report.listed},
                           {"differences", report.lines.size()},
                           {"complete", !report.cut_short}});
  co_return report;
}

base::Awaitable<Result<>> Reconciler::reconcile(ReconcileMode mode, const ReconcileProgress& progress,
                                                ReconcileReport& report) {
  const auto ready = co_await credential_.prepare({clock_.steady() + options_.call});
  if (!ready) co_return std::unexpected(ready.error());
  const auto listing = co_await read_list(progress);
  if (!listing) co_return std::unexpected(listing.error());
  report.listed = listing->size();
  // After the list: who came in while it was read is known by now.
  const auto known = co_await read_known();
  if (!known) co_return std::unexpected(known.error());
  report.known = static_cast<std::size_t>(
      std::ranges::count_if(*known, [](const KnownMerchant& merchant) { return merchant.id != 0; }));
  auto tasks = plan_reconciliation(*known, *listing, mode.rebuild);
  const bool missing = std::ranges::any_of(
      tasks, [](const ReconcileTask& task) { return task.step == ReconcileStep::look_again; });
  if (missing) {
    // Pages are no snapshot: only who is missing twice is asked about.
    const auto second = co_await read_list(progress);
    if (!second) co_return std::unexpected(second.error());
    drop_listed(tasks, *second);
  }
  co_return co_await act_on_all(tasks, *known, *listing, mode, progress, report);
}

base::Awaitable<Result<>> Reconciler::act_on_all(const std::vector<ReconcileTask>& tasks,
                                                 const std::vector<KnownMerchant>& known,
                                                 const Listing& listing, ReconcileMode mode,
                                                 const ReconcileProgress& progress, ReconcileReport& report) {
  std::unordered_map<int, const KnownMerchant*> by_id;
  for (const KnownMerchant& merchant : known) {
    by_id.emplace(merchant.id, &merchant);
  }
  for (const ReconcileTask& task : tasks) {
    if (stopping_) co_return base::fail(Code::busy, "it was told to stop");
    progress("acting", report.lines.size(), tasks.size());
    if (mode.dry) {
      report.lines.push_back(line_of(task, "would"));
      continue;
    }
    const auto listed = listing.find(task.appid);
    const base::Secret refresh = listed == listing.end() ? base::Secret() : listed->second;
    ReconcileLine line;
    if (task.step == ReconcileStep::bring_in) {
      line = co_await bring_in(task, refresh);
    } else if (task.step == ReconcileStep::repair) {
      line = co_await repair(task, by_id.at(task.merchant)->refresh, refresh);
    } else {
      line = co_await look_again(task);
    }
    log_.info("reconciled_merchant",
              {{"appid", line.appid}, {"step", line.step}, {"result", line.result}, {"detail", line.detail}});
    failures_ = line.result == "failed" ? failures_ + 1 : 0;
    report.lines.push_back(std::move(line));
    if (hopeless_) co_return std::unexpected(*hopeless_);
    if (failures_ >= failures_allowed) {
      co_return base::fail(Code::upstream_failed, "too many failures in a row", report.lines.back().detail);
    }
  }
  progress("acting", tasks.size(), tasks.size());
  co_return Result<>{};
}

Reconciler::Act Reconciler::bring_in(const ReconcileTask& task, base::Secret refresh) {
  auto told = co_await ask_state(task.appid);
  if (!told) {
    // The list goes on naming some who left (weixin-protocol, section 3.8).
    if (told.error().verdict == Verdict::not_authorized) co_return line_of(task, "not_authorized");
    co_return failed(task, told.error().error);
  }
  if (refresh.empty()) {
    auto found = co_await ask_refresh(task.appid);
    if (!found) co_return failed(task, found.error().error);
    refresh = std::move(*found);
  }
  if (refresh.empty()) {
    co_return line_of(task, "no_refresh_token", "the merchant has to change its authorisation once");
  }
  auto stored = co_await database_.run(
      database_deadline(), [instance = options_.instance, &keys = keys_, &clock = clock_, &random = random_,
                            appid = task.appid, refresh, state = *told](db::Connection& connection) {
        return store_found_merchant(connection, {instance, keys, clock, random}, appid, refresh, state);
      });
  if (!stored) co_return failed(task, stored.error());
  co_return line_of(task, stored->has_value() ? "done" : "unchanged");
}

// Ours first: that it was refused may be long ago.
Reconciler::Act Reconciler::repair(const ReconcileTask& task, base::Secret own, base::Secret listed) {
  auto told = co_await ask_refresh(task.appid);
  if (!told && told.error().verdict == Verdict::not_authorized) co_return line_of(task, "not_authorized");
  std::vector<base::Secret> candidates{own, listed};
  if (told) candidates.push_back(std::move(*told));
  std::vector<std::string_view> tried;
  for (const base::Secret& refresh : candidates) {
    if (refresh.empty() || std::ranges::find(tried, refresh.reveal()) != tried.end()) continue;
    tried.push_back(refresh.reveal());
    auto got = co_await ask_token(task.appid, refresh);
    if (!got && got.error().verdict == Verdict::gone) continue;
    if (!got) co_return failed(task, got.error().error);
    if (got->refresh.empty()) got->refresh = refresh;
    auto stored = co_await database_.run(
        database_deadline(),
        [instance = options_.instance, &keys = keys_, &clock = clock_, &random = random_, own,
         merchant = task.merchant, found = std::move(*got)](db::Connection& connection) {
          return store_found_tokens(connection, {instance, keys, clock, random}, merchant, own, found);
        });
    if (!stored) co_return failed(task, stored.error());
    co_return line_of(task, *stored ? "done" : "unchanged");
  }
  if (tried.empty()) {
    co_return line_of(task, "no_refresh_token", "the merchant has to change its authorisation once");
  }
  co_return line_of(task, "refused", "WeChat takes none of its refresh tokens: it has to authorise again");
}

Reconciler::Act Reconciler::look_again(const ReconcileTask& task) {
  auto told = co_await ask_state(task.appid);
  if (!told && told.error().verdict != Verdict::not_authorized) co_return failed(task, told.error().error);
  const bool gone = !told;
  auto stored = co_await store_told({task.merchant, task.authorization_version, true}, std::move(told));
  if (!stored) co_return failed(task, stored.error());
  co_return gone ? line_of(task, "done", "it does not authorise the platform any more")
                 : line_of(task, "unchanged", "not listed, and authorised all the same");
}

base::Awaitable<bool> Reconciler::reread_some(std::chrono::seconds every) {
  const auto taken = co_await take(reread_job, reread_lease, 0s);
  if (!taken || !*taken) co_return true;
  const auto ready = co_await credential_.prepare({clock_.steady() + options_.call});
  if (!ready) co_return true;
  // Half of the time must have passed: a merchant that was asked about for another reason is not due.
  auto states = co_await database_.run(database_deadline(), [every](db::Connection& connection) {
    return oldest_states(connection, every / 2, most_rereads + most_passed_over);
  });
  if (!states) co_return true;
  int share = reread_share(states->authorized, every, most_rereads);
  std::erase_if(passed_over_, [now = clock_.steady()](const auto& entry) { return entry.second <= now; });
  for (const auto& [asked, appid] : states->oldest) {
    if (passed_over_.contains(asked.merchant)) continue;
    if (share-- <= 0 || stopping_) break;
    const base::Deadline deadline{clock_.steady() + options_.call};
    const auto ask = [this, &name = appid, deadline](const base::Secret& token) {
      return merchants_.merchant_state(token, name, deadline);
    };
    auto told = co_await credential_.call(ask, deadline);
    if (!told && told.error().verdict == Verdict::day_quota) co_return false;
    if (!told && is_common(told.error())) break;
    if (!told && told.error().verdict != Verdict::not_authorized) {
      // One that WeChat tells nothing of must not keep the others waiting.
      if (std::ssize(passed_over_) < most_passed_over) passed_over_[asked.merchant] = clock_.steady() + 1h;
      continue;
    }
    const auto stored = co_await store_told(asked, std::move(told));
    if (!stored) break;
  }
  co_return true;
}

base::Awaitable<Result<bool>> Reconciler::store_told(AskedAbout asked, MerchantAnswer told) {
  auto stored = co_await database_.run(
      database_deadline(), [instance = options_.instance, &keys = keys_, &clock = clock_, &random = random_,
                            asked, told = std::move(told)](db::Connection& connection) {
        const Observer observer{instance, keys, clock, random};
        return told ? store_merchant_state(connection, observer, asked, *told)
                    : store_not_authorized(connection, observer, asked);
      });
  if (!stored) co_return std::unexpected(stored.error());
  co_return stored->authorized;
}

}  // namespace platform
