#include "audit/purge_store.hpp"

namespace audit {

std::string_view state_of(const PurgeRequest& request) {
  if (request.finished_at) return "finished";
  if (request.expired) return "expired";
  return request.approved_at ? "approved" : "requested";
}

std::optional<std::string> obstacle_to_approval(const PurgeRequest& request, std::string_view by) {
  if (request.finished_at) return "it is finished";
  if (request.expired) return "it has expired: request it again";
  if (request.approved_at) return "it is approved already";
  if (request.requested_by == by) return "who requested it cannot approve it";
  return std::nullopt;
}

std::optional<std::string> obstacle_to_run(const PurgeRequest& request) {
  if (request.finished_at) return "it is finished";
  if (request.expired) return "it has expired: request it again";
  if (!request.approved_at || request.approved_by.empty() || request.approved_by == request.requested_by)
    return "nobody else has approved it";
  return std::nullopt;
}

}  // namespace audit
