// What a reconciliation asks of WeChat and of the database, under its lease; what it does is in
// reconciler.cpp.
#include <algorithm>
#include <utility>

#include "platform/reconcile_store.hpp"
#include "platform/reconciler.hpp"

namespace platform {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::Result;
using tokens::Verdict;

constexpr std::chrono::seconds renew_after{10};
constexpr int minutes_allowed = 10;  // that one call waits for the minute's quota
constexpr std::uint64_t longest_list = 1'000'000;

}  // namespace

base::Awaitable<Result<Listing>> Reconciler::read_list(const ReconcileProgress& progress) {
  Listing listing;
  std::uint64_t total = 1;
  for (std::uint64_t offset = 0; offset < total && offset < longest_list; offset += tokens::longest_page) {
    if (stopping_) co_return base::fail(Code::busy, "it was told to stop");
    if (hopeless_) co_return std::unexpected(*hopeless_);
    auto page = co_await patiently<tokens::PageAnswer>(
        [this, offset](const base::Secret& token, base::Deadline deadline) {
          return tokens_.refresh_tokens(token, offset, deadline);
        });
    if (!page) co_return std::unexpected(page.error().error);
    total = page->total;
    if (page->merchants.empty()) break;
    for (tokens::ListedMerchant& merchant : page->merchants) {
      listing.insert_or_assign(std::move(merchant.appid), std::move(merchant.refresh));
    }
    progress("reading", listing.size(), total);
  }
  co_return listing;
}

base::Awaitable<Result<std::vector<KnownMerchant>>> Reconciler::read_known() {
  co_await keep_lease();
  co_return co_await database_.run({clock_.steady() + 30s}, [&keys = keys_](db::Connection& connection) {
    return known_merchants(connection, keys);
  });
}

base::Awaitable<MerchantAnswer> Reconciler::ask_state(std::string appid) {
  co_return co_await patiently<MerchantAnswer>(
      [this, &appid](const base::Secret& token, base::Deadline deadline) {
        return merchants_.merchant_state(token, appid, deadline);
      });
}

base::Awaitable<tokens::RefreshAnswer> Reconciler::ask_refresh(std::string appid) {
  co_return co_await patiently<tokens::RefreshAnswer>(
      [this, &appid](const base::Secret& token, base::Deadline deadline) {
        return tokens_.refresh_token(token, appid, deadline);
      });
}

base::Awaitable<tokens::TokenAnswer> Reconciler::ask_token(std::string appid, base::Secret refresh) {
  co_return co_await patiently<tokens::TokenAnswer>(
      [this, &appid, &refresh](const base::Secret& token, base::Deadline deadline) {
        return tokens_.authorizer_token(token, appid, refresh, deadline);
      });
}

template <class Answer, class Ask>
base::Awaitable<Answer> Reconciler::patiently(Ask ask) {
  for (int minute = 0;; ++minute) {
    co_await keep_lease();
    const base::Deadline deadline{clock_.steady() + options_.call};
    const auto once = [&ask, deadline](const base::Secret& token) { return ask(token, deadline); };
    auto answer = co_await credential_.call(once, deadline);
    if (answer) co_return answer;
    const Verdict verdict = answer.error().verdict;
    if (verdict == Verdict::day_quota || verdict == Verdict::address_refused) {
      hopeless_ = answer.error().error;
    }
    if (verdict != Verdict::minute_quota || stopping_ || minute == minutes_allowed) co_return answer;
    log_.info("reconciliation_waits", {{"for", "WeChat's minute quota"}});
    co_await wait_for_next_minute();
    if (hopeless_) co_return answer;
  }
}

base::Awaitable<void> Reconciler::keep_lease() {
  if (!leased_ || clock_.steady() - renewed_ < renew_after) co_return;
  const auto kept = co_await take(reconcile_job, reconcile_lease, 0s);
  renewed_ = clock_.steady();
  if (kept && *kept) co_return;
  hopeless_ = kept ? base::fail(Code::fenced, "another process has taken over").error() : kept.error();
}

base::Awaitable<void> Reconciler::wait_for_next_minute() {
  const auto now = clock_.wall().time_since_epoch();
  const auto until = clock_.steady() + (std::chrono::minutes(1) - now % std::chrono::minutes(1) + 1s);
  while (!stopping_ && !hopeless_ && clock_.steady() < until) {
    timer_.expires_after(std::min<base::SteadyTime::duration>(until - clock_.steady(), renew_after));
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_await keep_lease();
  }
}

base::Awaitable<Result<bool>> Reconciler::take(std::string_view job, std::chrono::seconds lease,
                                               std::chrono::seconds pause) {
  co_return co_await database_.run(
      database_deadline(), [job, lease, owner = options_.instance, pause](db::Connection& connection) {
        return take_job(connection, job, owner, lease, pause);
      });
}

base::Awaitable<void> Reconciler::end(std::string_view job, bool finished) {
  auto ended = co_await database_.run(database_deadline(),
                                      [job, owner = options_.instance, finished](db::Connection& connection) {
                                        return end_job(connection, job, owner, finished);
                                      });
  if (!ended) log_.warn("job_not_ended", {{"cause", ended.error().cause}});
}

}  // namespace platform
