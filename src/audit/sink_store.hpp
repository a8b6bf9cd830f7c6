// Up to which note each place outside has them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

// Notes that one place has to be given, in their order.
struct Delivery {
  std::int64_t last = 0;  // number of the last one
  int count = 0;
  std::string text;  // the notes, one after the other
};

// Takes the sink under a lease, if it is due and has something to get: at most a hundred notes.
base::Result<std::optional<Delivery>> take_notes(db::Connection& connection, const std::string& sink,
                                                 const std::string& instance,
                                                 std::chrono::milliseconds lease);
// `failure`: empty when it has them. After a failure it is due again in 1 s, 2 s, … up to a minute.
base::Result<> end_delivery_of(db::Connection& connection, const std::string& sink,
                               const std::string& instance, const Delivery& delivery,
                               const std::string& failure);

// How a sink stands.
struct SinkState {
  std::string name;
  std::int64_t behind = 0;  // notes that it has not got
  std::optional<base::WallTime> succeeded_at;
  std::chrono::seconds oldest_waits{0};  // the oldest note that it has not got
  int failures = 0;                      // in a row
  std::string last_failure;
};
base::Result<std::vector<SinkState>> sink_states(db::Connection& connection,
                                                 const std::vector<std::string>& sinks);

}  // namespace audit
