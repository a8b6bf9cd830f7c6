#include "api/http_metrics.hpp"

#include <chrono>
#include <utility>

namespace api {

HttpMetrics::HttpMetrics(std::string listener, base::Metrics& metrics)
    : listener_(std::move(listener)), metrics_(metrics) {}

void HttpMetrics::observe(const http::Served& served) {
  const std::string_view route = served.route.empty() ? "none" : served.route;

  auto counter = counters_.find(std::tuple(route, served.status, served.code));
  if (counter == counters_.end()) {
    const base::Labels labels{{"listener", listener_},
                              {"route", std::string(route)},
                              {"status", std::to_string(served.status)},
                              {"code", std::string(served.code)}};
    const auto made = metrics_.counter("marketcode_requests_total", "Requests answered", labels);
    counter = counters_.emplace(Series(route, served.status, served.code), made).first;
  }
  counter->second.add();

  auto latency = latencies_.find(route);
  if (latency == latencies_.end()) {
    const base::Labels labels{{"listener", listener_}, {"route", std::string(route)}};
    const auto made =
        metrics_.histogram("marketcode_request_seconds", "From the header read to the answer written",
                           base::latency_buckets(), labels);
    latency = latencies_.emplace(route, made).first;
  }
  latency->second.observe(std::chrono::duration<double>(served.took).count());
}

}  // namespace api
