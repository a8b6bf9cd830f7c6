// Counts what a listener answered.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "base/metrics.hpp"
#include "http/server.hpp"

namespace api {

// marketcode_requests_total{listener,route,status,code} and marketcode_request_seconds{listener,route}.
// Routes come from the table, codes are constants: the series are bounded. One for each server, used on its
// loop only.
class HttpMetrics {
 public:
  HttpMetrics(std::string listener, base::Metrics& metrics);

  void observe(const http::Served& served);

 private:
  using Series = std::tuple<std::string, int, std::string>;

  std::string listener_;
  base::Metrics& metrics_;
  std::map<Series, base::Counter, std::less<>> counters_;
  std::map<std::string, base::Histogram, std::less<>> latencies_;
};

}  // namespace api
