#include "audit/stream.hpp"

namespace audit {

std::shared_ptr<const Entry> entry_of(std::shared_ptr<const Head> head) {
  auto entry = std::make_shared<Entry>();
  entry->columns = head->columns;
  entry->head = std::move(head);
  return entry;
}

std::shared_ptr<const Entry> entry_of(std::shared_ptr<const Head> head, const QueryTail& tail) {
  auto entry = std::make_shared<Entry>();
  entry->columns = head->columns;
  add_tail(entry->columns, tail);
  entry->tail = query_tail(tail);
  entry->head = std::move(head);
  return entry;
}

Cut Stream::cut(std::vector<std::shared_ptr<const Head>> intents, const std::vector<Draft>& drafts) const {
  Cut cut;
  cut.stream = id_;
  cut.day = day_;
  cut.epoch = epoch_;
  cut.size_before = size();
  cut.batch_before = batch_;
  cut.first_intent = intents_;
  cut.intents = std::move(intents);
  cut.tree = tree_;
  cut.rows.reserve(drafts.size());

  for (const Draft& draft : drafts) {
    const Entry& entry = *draft.entry;
    const int merchant = entry.columns.merchant;
    std::optional<std::int64_t> mseq;
    if (merchant != 0) {
      const auto known = mseq_.find(merchant);
      auto& next = cut.mseq.try_emplace(merchant, known == mseq_.end() ? 0 : known->second).first->second;
      mseq = next++;
    }
    Row row;
    row.seq = cut.tree.size();
    row.intent = draft.intent;
    row.entry = draft.entry;
    row.line = assemble(entry.columns.kind, id_, row.seq, mseq, draft.intent, entry.head->json, entry.tail);
    if (auto tile = cut.tree.append(leaf_hash(row.line))) cut.tiles.push_back(std::move(*tile));
    cut.rows.push_back(std::move(row));
  }
  return cut;
}

void Stream::apply(const Cut& cut) {
  tree_ = cut.tree;
  ++batch_;
  intents_ += static_cast<std::int64_t>(cut.intents.size());
  open_intents_ += static_cast<std::int64_t>(cut.intents.size());
  for (const Row& row : cut.rows) {
    if (row.intent) --open_intents_;
  }
  for (const auto& [merchant, next] : cut.mseq) {
    mseq_[merchant] = next;
  }
}

void Stream::replay(std::string_view line, int merchant) {
  tree_.append(leaf_hash(line));
  if (merchant != 0) ++mseq_[merchant];
}

void Stream::resume(std::int64_t batch, std::int64_t intents, std::int64_t open_intents) {
  batch_ = batch;
  intents_ = intents;
  open_intents_ = open_intents;
}

}  // namespace audit
