// How long searches of a filled log take, and by which plans.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace bench {

struct Figure {
  std::string id;
  double value = 0;
  double median = 0;
  std::string unit;
  double goal = 0;  // of the value, at most
};

// p99 and median of at least one time in milliseconds.
Figure figure_of(std::string id, std::vector<double> took, double goal);

// Of `rounds` searches of each kind, with values taken from random records, and of histograms.
base::Result<std::vector<Figure>> measure_search(db::Connection& connection, int rounds);

struct Plans {
  std::string id;
  std::string text;
};

// The same searches, with what PostgreSQL tells of them: the session must load auto_explain and have it log
// every statement as a notice. Nothing is timed.
base::Result<std::vector<Plans>> plans_of_search(db::Connection& connection, int rounds);

}  // namespace bench
