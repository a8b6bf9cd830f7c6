// The operator's endpoints: is it alive, may it get traffic, what does it count.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "http/router.hpp"

namespace api {

// Something without which no query can be answered.
struct ReadyCheck {
  std::string name;  // "database", "stream"
  bool ok = false;
  std::string detail;  // why not; without secrets
};

// Something the operator should know and that fails nothing: "witness" begins with "UNWITNESSED" or
// "witnessed".
struct ReadyNotice {
  std::string name;
  std::string state;
};

struct Readiness {
  bool draining = false;
  std::vector<ReadyCheck> checks;
  std::vector<ReadyNotice> notices;
  // Of merchants' tokens: how many are in which state ("healthy", "failing", …).
  std::vector<std::pair<std::string, std::size_t>> tokens;
};

// GET /livez: 200 while the loop runs. GET /readyz: 200, or 503 when draining or a check fails; a JSON object
// with each of them. GET /metrics: Prometheus text. `readiness` must not wait for anything.
std::vector<http::Route> ops_routes(std::function<Readiness()> readiness, const base::Metrics& metrics);

// Plain text, for a person at a terminal.
http::Response render_ops_failure(const http::FailedRequest& failed);

}  // namespace api
