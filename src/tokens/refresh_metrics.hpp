// What refreshes count about themselves.
#pragma once

#include <string>

#include "base/metrics.hpp"
#include "tokens/renewer.hpp"

namespace tokens {

class RefreshMetrics {
 public:
  // `kind`: "merchant" or "component".
  RefreshMetrics(base::Metrics& metrics, std::string kind);

  void ended(const RenewalEnd& end);
  // In flight, being left alone after a failure, answered but not in the database.
  void set(std::size_t running, std::size_t failing, std::size_t unsaved);

 private:
  base::Metrics& metrics_;
  std::string kind_;
  base::Gauge running_;
  base::Gauge failing_;
  base::Gauge unsaved_;
};

}  // namespace tokens
