// What the query service counts and whom it alarms.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "audit/record.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "query/asio_query.hpp"

namespace query {

// Lives on one event loop.
class Telemetry {
 public:
  Telemetry(base::Metrics& metrics, base::Log& log, const base::Clock& clock);

  // One HTTP call has ended: marketcode_upstream_calls_total{result}, where `result` is
  // weixin::errcode_label or the constant of the failure, and marketcode_upstream_seconds.
  void called(const audit::Attempt& attempt);
  // WeChat does not accept calls from our address: nothing works until somebody acts. Logged at most once a
  // minute, with the address that WeChat named.
  void address_refused(std::int64_t errcode, std::string_view errmsg, std::string_view rid);
  // An exception came out of a call to WeChat.
  void interrupted(std::string_view request_id, std::string_view type);

 private:
  base::Metrics& metrics_;
  base::Log& log_;
  const base::Clock& clock_;
  std::map<std::string, base::Counter, std::less<>> calls_;
  base::Histogram seconds_;
  base::Counter alarms_;
  base::SteadyTime quiet_until_ = base::SteadyTime::min();
};

}  // namespace query
