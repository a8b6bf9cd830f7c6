#include "api/public/rate_headers.hpp"

#include <chrono>
#include <string>

namespace api {

void add_rate_headers(http::Response& response, int limit, const tenancy::RateLimit::Verdict& rate) {
  const auto reset = std::chrono::ceil<std::chrono::seconds>(rate.reset);
  response.headers.emplace_back("RateLimit-Limit", std::to_string(limit));
  response.headers.emplace_back("RateLimit-Remaining", std::to_string(rate.remaining));
  response.headers.emplace_back("RateLimit-Reset", std::to_string(reset.count()));
}

}  // namespace api
