// Brings our merchants and WeChat's list of them together: what a lost push or a lost database left out.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "platform/merchant_calls.hpp"
#include "platform/merchant_update.hpp"
#include "platform/reconcile_rules.hpp"
#include "tokens/component_credential.hpp"
#include "tokens/token_calls.hpp"

namespace platform {

struct ReconcilerOptions {
  std::string instance;  // names this process in leases and in the log's lines
  std::chrono::milliseconds call{5'000};
  std::chrono::milliseconds database{5'000};
};

struct ReconcileMode {
  bool dry = false;              // says what it would do, and changes nothing
  bool rebuild = false;          // see plan_reconciliation
  std::chrono::seconds pause{};  // not when it was done to its end less than that ago
};

struct ReconcileLine {
  std::string appid;
  std::string step;  // "bring_in", "repair", "look_again"
  std::string
      result;  // "done", "would", "unchanged", "not_authorized", "no_refresh_token", "refused", "failed"
  std::string detail;
};
struct ReconcileReport {
  std::size_t known = 0;   // merchants here
  std::size_t listed = 0;  // at WeChat
  std::vector<ReconcileLine> lines;
  std::optional<base::Error> cut_short;  // why it did not come to its end
};

// "reading", "acting": what is done, how much of it, of how much.
using ReconcileProgress = std::function<void(std::string_view what, std::size_t done, std::size_t of)>;

// One after the other, and patient: after 45011 it goes on in the next minute, after 45009 it gives up for
// now. Lives on one loop; what is given by reference must outlive its last coroutine.
class Reconciler {
 public:
  Reconciler(boost::asio::io_context& loop, ReconcilerOptions options, const crypto::KeyRing& keys,
             db::Executor& database, MerchantCalls& merchants, tokens::TokenCalls& tokens,
             tokens::ComponentTokens& component, const base::Clock& clock, base::Random& random,
             base::Log& log);

  // Under a lease that only one process has; Code::busy when another has it, or it was done lately. What was
  // done stays done: run again, it goes on.
  base::Awaitable<base::Result<ReconcileReport>> run(ReconcileMode mode, ReconcileProgress progress);

  // Re-reads the state of the merchants whose reading is oldest: so many that all come by within `every`,
  // when this is called once a minute. By one process at a time. False: not before an hour (WeChat's quota).
  base::Awaitable<bool> reread_some(std::chrono::seconds every);

  // Ends after the call that is under way.
  void stop();

 private:
  using Act = base::Awaitable<ReconcileLine>;

  static constexpr std::string_view reconcile_job = "reconcile";
  // Soon over when its owner died, and longer than what may lie between two renewals: two steps and 10 s, or
  // the reading of all merchants.
  static constexpr std::chrono::seconds reconcile_lease{45};

  base::Awaitable<base::Result<bool>> take(std::string_view job, std::chrono::seconds lease,
                                           std::chrono::seconds pause);
  base::Awaitable<void> end(std::string_view job, bool finished);
  base::Awaitable<base::Result<std::vector<KnownMerchant>>> read_known();
  base::Awaitable<base::Result<Listing>> read_list(const ReconcileProgress& progress);
  base::Awaitable<base::Result<>> reconcile(ReconcileMode mode, const ReconcileProgress& progress,
                                            ReconcileReport& report);
  base::Awaitable<base::Result<>> act_on_all(const std::vector<ReconcileTask>& tasks,
                                             const std::vector<KnownMerchant>& known, const Listing& listing,
                                             ReconcileMode mode, const ReconcileProgress& progress,
                                             ReconcileReport& report);
  Act bring_in(const ReconcileTask& task, base::Secret refresh);
  Act repair(const ReconcileTask& task, base::Secret own, base::Secret listed);
  Act look_again(const ReconcileTask& task);
  base::Awaitable<base::Result<bool>> store_told(AskedAbout asked, MerchantAnswer told);
  base::Awaitable<MerchantAnswer> ask_state(std::string appid);
  base::Awaitable<tokens::RefreshAnswer> ask_refresh(std::string appid);
  base::Awaitable<tokens::TokenAnswer> ask_token(std::string appid, base::Secret refresh);
  // `ask(token, deadline)`, again in the next minute after 45011.
  template <class Answer, class Ask>
  base::Awaitable<Answer> patiently(Ask ask);
  base::Awaitable<void> keep_lease();
  base::Awaitable<void> wait_for_next_minute();
  base::Deadline database_deadline() const { return {clock_.steady() + options_.database}; }

  const ReconcilerOptions options_;
  const crypto::KeyRing& keys_;
  db::Executor& database_;
  MerchantCalls& merchants_;
  tokens::TokenCalls& tokens_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;

  tokens::ComponentCredential credential_;
  boost::asio::steady_timer timer_;
  std::optional<base::Error> hopeless_;  // what lets every further call fail too
  int failures_ = 0;                     // in a row
  bool leased_ = false;
  base::SteadyTime renewed_{};
  bool stopping_ = false;
  std::unordered_map<int, base::SteadyTime>
      passed_over_;  // merchants whose state WeChat did not tell, till then
};

}  // namespace platform
