#include "platform/reconcile_rules.hpp"

#include <algorithm>
#include <unordered_set>

#include "platform/code_rules.hpp"

namespace platform {
namespace {

bool needs_repair(const KnownMerchant& merchant, const base::Secret& listed, bool rebuild) {
  if (!merchant.has_refresh || merchant.needs_reauthorization) return true;
  if (!rebuild) return false;
  if (merchant.refresh.empty()) return true;
  return !listed.empty() && listed.reveal() != merchant.refresh.reveal();
}

ReconcileTask task_of(ReconcileStep step, const KnownMerchant& merchant) {
  return {step, merchant.appid, merchant.id, merchant.authorization_version};
}

}  // namespace

std::vector<ReconcileTask> plan_reconciliation(const std::vector<KnownMerchant>& known,
                                               const Listing& listing, bool rebuild) {
  std::vector<ReconcileTask> tasks;
  std::unordered_set<std::string_view> seen;
  for (const KnownMerchant& merchant : known) {
    seen.insert(merchant.appid);
    const auto listed = listing.find(merchant.appid);
    if (listed == listing.end()) {
      if (merchant.authorized) tasks.push_back(task_of(ReconcileStep::look_again, merchant));
    } else if (!merchant.authorized) {
      if (!merchant.turned_away) tasks.push_back(task_of(ReconcileStep::bring_in, merchant));
    } else if (needs_repair(merchant, listed->second, rebuild)) {
      tasks.push_back(task_of(ReconcileStep::repair, merchant));
    }
  }
  for (const auto& [appid, refresh] : listing) {
    if (!seen.contains(appid)) tasks.push_back({ReconcileStep::bring_in, appid, 0, 0});
  }
  std::erase_if(tasks, [](const ReconcileTask& task) { return is_publish_check(task.appid); });
  std::ranges::sort(tasks, {}, &ReconcileTask::appid);
  return tasks;
}

void drop_listed(std::vector<ReconcileTask>& tasks, const Listing& second) {
  std::erase_if(tasks, [&](const ReconcileTask& task) {
    return task.step == ReconcileStep::look_again && second.contains(task.appid);
  });
}

int reread_share(std::size_t merchants, std::chrono::seconds every, int most) {
  if (every.count() <= 0) return 0;
  const auto round = std::max<std::int64_t>(1, every.count() * 9 / 10);
  const auto share = (static_cast<std::int64_t>(merchants) * 60 + round - 1) / round;
  return static_cast<int>(std::min<std::int64_t>(share, most));
}

}  // namespace platform
