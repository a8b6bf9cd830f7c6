// Records that cannot be what they were meant to be, and become `system` records that say why.
#include <utility>

#include "audit/committer.hpp"
#include "audit/stored_head.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

std::string digest_of(const RecordRequest& request) {
  const auto digest = crypto::sha256({request.entry->head->json, ",", request.entry->tail});
  return base::to_hex(std::span(digest));
}

// A line has an mseq only if it names its merchant.
void concerns(Event& event, const RecordRequest& request) {
  const auto head = read_head(request.entry->head->json);
  if (!head || head->merchant.empty()) return;
  event.merchant = request.entry->columns.merchant;
  event.merchant_appid = head->merchant;
}

}  // namespace

// An answer whose stream another process took over meanwhile: that one has recorded the query as `unknown`.
// The answer is kept beside it, and the caller is not told that its record is durable.
void Committer::redirect_late_answers(Work& work) {
  for (RecordRequest& request : work.records) {
    if (!request.intent || find(request.intent->stream()) != nullptr) continue;
    if (request.waiter) {
      request.waiter->deliver(
          base::fail(base::Code::audit_unavailable, "the stream of this query was taken over"));
    }
    request = late_answer(request);
  }
}

RecordRequest Committer::late_answer(const RecordRequest& request) {
  const auto taken_by = store_.new_owner(request.intent->stream());
  std::string details = "{";
  base::JsonMembers members(details);
  members.text("stream", base::to_hex(request.intent->stream())).number("intent", request.intent->number());
  if (taken_by) members.text_unless_empty("taken_over_by", *taken_by);
  members.raw("record", "{" + request.entry->head->json + "," + request.entry->tail + "}");
  details += '}';

  Event late = event("late_answer", std::move(details));
  concerns(late, request);
  const auto key = day_key_.get();
  RecordRequest record = system_record(late, *key, random_);
  record.since = request.since;
  return record;
}

// Stands for a record that the database refuses for its content; closes the intent in its place.
RecordRequest Committer::replacement(RecordRequest offender) {
  if (offender.waiter) {
    offender.waiter->deliver(base::fail(base::Code::internal, "the audit log cannot hold this record"));
  }
  std::string details = "{";
  base::JsonMembers members(details);
  members.text("request_id", offender.entry->columns.request_id).text("sha256", digest_of(offender));
  details += '}';

  Event refused = event("record_refused", std::move(details));
  concerns(refused, offender);
  const auto key = day_key_.get();
  RecordRequest record = system_record(refused, *key, random_);
  record.intent = offender.intent;
  record.since = offender.since;
  return record;
}

}  // namespace audit
