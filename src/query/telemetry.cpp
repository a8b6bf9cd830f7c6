#include "query/telemetry.hpp"

#include <chrono>

#include "weixin/errcode.hpp"
#include "weixin/refused_address.hpp"

namespace query {
namespace {

std::string result_of(const audit::Attempt& attempt) {
  if (!attempt.errcode) return attempt.failure.empty() ? "failed" : attempt.failure;
  return weixin::errcode_label(*attempt.errcode);
}

}  // namespace

Telemetry::Telemetry(base::Metrics& metrics, base::Log& log, const base::Clock& clock)
    : metrics_(metrics),
      log_(log),
      clock_(clock),
      seconds_(metrics.histogram("marketcode_upstream_seconds", "One HTTP call of codeactivequery",
                                 base::latency_buckets())),
      alarms_(metrics.counter("marketcode_provider_address_refused_total",
                              "Calls that WeChat refused because of the gateway's own address")) {}

void Telemetry::called(const audit::Attempt& attempt) {
  const std::string result = result_of(attempt);
  auto counter = calls_.find(result);
  if (counter == calls_.end()) {
    const auto made = metrics_.counter("marketcode_upstream_calls_total",
                                       "HTTP calls of codeactivequery by result", {{"result", result}});
    counter = calls_.emplace(result, made).first;
  }
  counter->second.add();
  seconds_.observe(std::chrono::duration<double>(attempt.took).count());
}

void Telemetry::address_refused(std::int64_t errcode, std::string_view errmsg, std::string_view rid) {
  alarms_.add();
  const auto now = clock_.steady();
  if (now < quiet_until_) return;
  quiet_until_ = now + std::chrono::minutes(1);
  log_.error("provider_address_refused",
             {{"errcode", errcode}, {"address", weixin::address_in(errmsg)}, {"rid", rid}});
}

void Telemetry::interrupted(std::string_view request_id, std::string_view type) {
  log_.error("query_interrupted", {{"request_id", request_id}, {"exception", type}});
}

}  // namespace query
