#include "audit/work.hpp"

namespace audit {

RecordRequest system_record(const Event& event, const DayKey& key, base::Random& random) {
  auto head = std::make_shared<Head>();
  head->json = event_head(event, key, random);
  head->columns = event_columns(event);
  RecordRequest request;
  request.entry = entry_of(std::move(head));
  return request;
}

RecordRequest unsent_record(IntentRequest refused) {
  RecordRequest request;
  request.entry = entry_of(std::move(refused.head));
  request.since = refused.since;
  return request;
}

RecordRequest not_sent_record(const std::shared_ptr<const Intent>& intent) {
  QueryTail tail;
  tail.outcome = Outcome::not_sent;
  tail.code = base::Code::audit_unavailable;
  RecordRequest request;
  request.entry = entry_of(intent->head(), tail);
  request.intent = intent;
  return request;
}

}  // namespace audit
