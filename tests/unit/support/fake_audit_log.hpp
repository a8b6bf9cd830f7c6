// An audit log in memory that keeps the rules of the real one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "audit/log.hpp"
#include "audit/stream.hpp"

namespace support {

// Every intent must be finished exactly once; the destructor fails the test otherwise.
class FakeAuditLog final : public audit::Log {
 public:
  struct Record {
    audit::QueryHead head;
    audit::QueryTail tail;
    bool had_intent = false;
  };

  ~FakeAuditLog() override { CHECK_MESSAGE(open_intents() == 0, "an intent was never finished"); }

  base::Awaitable<base::Result<std::shared_ptr<const audit::Intent>>> begin(
      const audit::QueryHead& head, base::Deadline deadline) override {
    begin_deadlines.push_back(deadline);
    if (on_begin) on_begin();
    if (begin_fails) co_return base::fail(failure);
    heads_.push_back({head, false});
    const auto number = static_cast<std::int64_t>(heads_.size()) - 1;
    co_return std::make_shared<const audit::Intent>(stream, number, nullptr);
  }

  base::Awaitable<base::Result<audit::RecordId>> finish(std::shared_ptr<const audit::Intent> intent,
                                                        audit::QueryTail tail,
                                                        base::Deadline deadline) override {
    finish_deadlines.push_back(deadline);
    auto& [head, finished] = heads_.at(static_cast<std::size_t>(intent->number()));
    CHECK_MESSAGE(!finished, "an intent was finished twice");
    finished = true;
    // The record is kept even when nobody learns of it in time.
    co_return keep({head, std::move(tail), true}, finish_fails);
  }

  base::Awaitable<base::Result<audit::RecordId>> refuse(const audit::QueryHead& head, audit::QueryTail tail,
                                                        base::Deadline deadline) override {
    refuse_deadlines.push_back(deadline);
    co_return keep({head, std::move(tail), false}, refuse_fails);
  }

  std::size_t intents() const { return heads_.size(); }
  std::size_t open_intents() const {
    std::size_t open = 0;
    for (const auto& [head, finished] : heads_) {
      open += finished ? 0U : 1U;
    }
    return open;
  }

  static constexpr std::int64_t stream = 0x1234;
  std::function<void()> on_begin;  // while an intent becomes durable
  bool begin_fails = false;
  bool finish_fails = false;
  bool refuse_fails = false;
  base::Code failure = base::Code::audit_unavailable;
  std::vector<Record> records;
  std::vector<base::Deadline> begin_deadlines;
  std::vector<base::Deadline> finish_deadlines;
  std::vector<base::Deadline> refuse_deadlines;

 private:
  base::Result<audit::RecordId> keep(Record record, bool too_late) {
    records.push_back(std::move(record));
    if (too_late) return base::fail(failure);
    return audit::RecordId{stream, static_cast<std::int64_t>(records.size()) - 1};
  }

  std::vector<std::pair<audit::QueryHead, bool>> heads_;
};

}  // namespace support
