// A stream's state and what a batch adds to it. No I/O: decides seq, mseq, leaves and tiles.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "audit/line.hpp"
#include "audit/merkle.hpp"

namespace audit {

// What both the intent and the record of one query are made of; shared by whoever still needs it.
struct Head {
  std::string json;
  Columns columns;
};

// All that a record is made of before it has its place. `columns` are of head and tail; `tail` may be empty.
struct Entry {
  std::shared_ptr<const Head> head;
  Columns columns;
  std::string tail;
};

std::shared_ptr<const Entry> entry_of(std::shared_ptr<const Head> head);
std::shared_ptr<const Entry> entry_of(std::shared_ptr<const Head> head, const QueryTail& tail);

// A durable intent.
class Intent {
 public:
  Intent(std::int64_t stream, std::int64_t number, std::shared_ptr<const Head> head)
      : stream_(stream), number_(number), head_(std::move(head)) {}
  std::int64_t stream() const { return stream_; }
  std::int64_t number() const { return number_; }
  const std::shared_ptr<const Head>& head() const { return head_; }

 private:
  std::int64_t stream_;
  std::int64_t number_;
  std::shared_ptr<const Head> head_;
};

// A record that waits for its place.
struct Draft {
  std::shared_ptr<const Entry> entry;
  std::optional<std::int64_t> intent;  // its number in this stream
};

struct Row {
  std::int64_t seq = 0;
  std::optional<std::int64_t> intent;
  std::shared_ptr<const Entry> entry;
  std::string line;
};

// Everything one transaction writes to one stream, and the state after it.
struct Cut {
  std::int64_t stream = 0;
  std::string day;
  int epoch = 0;
  std::int64_t size_before = 0;
  std::int64_t batch_before = 0;
  std::int64_t first_intent = 0;
  std::vector<std::shared_ptr<const Head>> intents;
  std::vector<Row> rows;
  std::vector<Tile> tiles;
  Tree tree;                                   // after the rows
  std::unordered_map<int, std::int64_t> mseq;  // next number of each merchant in the batch
};

class Stream {
 public:
  // An empty stream, or, for recovery, one that rows are replayed into.
  Stream(std::int64_t id, std::string day, int epoch) : id_(id), day_(std::move(day)), epoch_(epoch) {}

  // Gives every intent its number and every draft its seq and mseq, in their order. Changes nothing here.
  Cut cut(std::vector<std::shared_ptr<const Head>> intents, const std::vector<Draft>& drafts) const;
  // The cut is durable.
  void apply(const Cut& cut);
  // Takes a stored record over, in the order of seq: its line's leaf and its merchant's count.
  void replay(std::string_view line, int merchant);
  // The counters of the stored row, after a replay.
  void resume(std::int64_t batch, std::int64_t intents, std::int64_t open_intents);
  // The stream was taken back from doubt under this epoch.
  void continue_under(int epoch) { epoch_ = epoch; }

  std::int64_t id() const { return id_; }
  const std::string& day() const { return day_; }
  int epoch() const { return epoch_; }
  std::int64_t size() const { return tree_.size(); }
  std::int64_t batch() const { return batch_; }
  std::int64_t intents() const { return intents_; }
  std::int64_t open_intents() const { return open_intents_; }
  const Tree& tree() const { return tree_; }

 private:
  std::int64_t id_;
  std::string day_;
  int epoch_;
  Tree tree_;
  std::int64_t batch_ = 0;
  std::int64_t intents_ = 0;
  std::int64_t open_intents_ = 0;
  std::unordered_map<int, std::int64_t> mseq_;
};

}  // namespace audit
