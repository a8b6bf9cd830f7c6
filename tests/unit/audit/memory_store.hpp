// A stream store in memory that keeps the real one's promises: a stream moves only under its epoch and from
// where it stands, a transaction takes place whole or not at all.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/samples.hpp"
#include "audit/stream_store.hpp"

namespace samples {

class MemoryStore final : public audit::StreamStore {
 public:
  enum class Fault { none, unavailable, doubt_committed, doubt_lost };
  struct Row {
    int epoch = 1;
    std::int64_t batch = 0;
    std::int64_t size = 0;
    std::int64_t intents = 0;
    std::string state = "open";
    std::vector<std::string> lines;
  };

  std::map<std::int64_t, Row> streams;
  std::vector<audit::Waiting> outbox;
  std::deque<Fault> faults;  // of the coming appends
  std::string poison;        // a line that holds it is refused, as a value out of range would be
  base::Code poison_code = base::Code::database_refused;
  std::string today = "2026-11-22";
  bool away = false;
  bool resolve_in_doubt = false;  // the next resolve() raises the epoch and does not learn that it did

  base::Result<audit::Cut> open(std::int64_t id,
                                const std::function<audit::Cut(const audit::Opening&)>& first_cut) override {
    if (away) return unavailable();
    audit::Opening opening;
    opening.day = today;
    opening.day_key = day_key();
    for (auto& [other, row] : streams) {
      if (row.state == "sealed") opening.sealed.push_back({other, row.size, std::string(32, 'r')});
    }
    streams[id] = {};
    const audit::Cut cut = first_cut(opening);
    put(cut);
    return cut;
  }

  base::Result<std::vector<audit::Waiting>> peek_outbox(std::size_t limit) override {
    if (away) return unavailable();
    return std::vector(outbox.begin(),
                       outbox.begin() + static_cast<std::ptrdiff_t>(std::min(limit, outbox.size())));
  }

  base::Result<> append(const std::vector<audit::Cut>& cuts, const std::vector<std::int64_t>& moved,
                        audit::Appended& report) override {
    if (away) return unavailable();
    const Fault fault = next_fault();
    if (fault == Fault::unavailable) return unavailable();
    for (const auto& cut : cuts) {
      const Row& row = streams.at(cut.stream);
      if (row.epoch == cut.epoch && row.state == "open" && row.batch == cut.batch_before &&
          row.size == cut.size_before) {
        continue;
      }
      report.fenced = cut.stream;
      return base::fail(base::Code::fenced);
    }
    if (holds_poison(cuts)) return base::fail(poison_code);
    if (fault != Fault::doubt_lost) {
      for (const auto& cut : cuts) {
        put(cut);
      }
      std::erase_if(outbox,
                    [&](const auto& line) { return std::ranges::find(moved, line.id) != moved.end(); });
    }
    if (fault != Fault::none) return base::fail(base::Code::database_in_doubt);
    report.today = today;
    return {};
  }

  base::Result<audit::Fate> resolve(const std::vector<audit::Cut>& cuts) override {
    if (away) return unavailable();
    const audit::Cut& cut = cuts.front();
    Row& row = streams.at(cut.stream);
    if (row.state != "open") {
      const bool noted = !cut.intents.empty() && row.intents > cut.first_intent;
      return audit::Fate{.committed = noted || holds_first_line(cut, row), .taken_over = true};
    }
    if (row.batch != cut.batch_before) return audit::Fate{.committed = true, .epoch = row.epoch};
    ++row.epoch;
    if (std::exchange(resolve_in_doubt, false)) return base::fail(base::Code::database_in_doubt);
    return audit::Fate{.epoch = row.epoch};
  }

  base::Result<> seal(const audit::Stream& stream) override {
    if (away) return unavailable();
    Row& row = streams.at(stream.id());
    if (row.epoch != stream.epoch() || row.state != "open") return base::fail(base::Code::fenced);
    row.state = "sealed";
    return {};
  }

  base::Result<std::string> new_owner(std::int64_t) override { return "other-gateway"; }
  base::Result<audit::DayKey> maintain() override {
    if (away) return unavailable();
    return day_key();
  }

  // What another process does to a stream that it takes over.
  void take_over(std::int64_t id) {
    streams.at(id).epoch += 1;
    streams.at(id).state = "sealed";
  }

  std::vector<std::string> all_lines() const {
    std::vector<std::string> lines;
    for (const auto& [id, row] : streams) {
      lines.insert(lines.end(), row.lines.begin(), row.lines.end());
    }
    return lines;
  }

 private:
  static std::unexpected<base::Error> unavailable() { return base::fail(base::Code::database_unavailable); }

  static bool holds_first_line(const audit::Cut& cut, const Row& row) {
    return !cut.rows.empty() && std::ranges::find(row.lines, cut.rows.front().line) != row.lines.end();
  }

  Fault next_fault() {
    if (faults.empty()) return Fault::none;
    const Fault fault = faults.front();
    faults.pop_front();
    return fault;
  }

  bool holds_poison(const std::vector<audit::Cut>& cuts) const {
    if (poison.empty()) return false;
    for (const auto& cut : cuts) {
      for (const auto& row : cut.rows) {
        if (row.entry->columns.kind == audit::Kind::query && row.line.find(poison) != std::string::npos)
          return true;
      }
      for (const auto& head : cut.intents) {
        if (head->json.find(poison) != std::string::npos) return true;
      }
    }
    return false;
  }

  void put(const audit::Cut& cut) {
    Row& row = streams.at(cut.stream);
    ++row.batch;
    row.size = cut.tree.size();
    row.intents += static_cast<std::int64_t>(cut.intents.size());
    for (const auto& line : cut.rows) {
      row.lines.push_back(line.line);
    }
  }
};

}  // namespace samples
