// How long searches of a filled log take.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace bench {

struct Figure {
  std::string id;
  double value = 0;
  std::string unit;
  double goal = 0;  // at most
};

// Of at least one.
double p99(std::vector<double> all);

// p99 of `rounds` searches of each kind, with values taken from random records, and histograms.
base::Result<std::vector<Figure>> measure_search(db::Connection& connection, int rounds);

}  // namespace bench
