// What the program counts about itself, in the Prometheus text format.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace base {

using Labels = std::map<std::string, std::string>;

// Handles to one time series. Cheap to copy, thread-safe, valid as long as their Metrics.
class Counter {
 public:
  void add(double amount = 1) const;

 private:
  friend class Metrics;
  void* series_ = nullptr;
};

class Gauge {
 public:
  void set(double value) const;
  void add(double amount) const;

 private:
  friend class Metrics;
  void* series_ = nullptr;
};

class Histogram {
 public:
  void observe(double value) const;

 private:
  friend class Metrics;
  void* series_ = nullptr;
};

// The registry. Asking twice for the same name and labels gives the same series; a lookup takes a lock, so
// keep the handle. Label values must come from a bounded set.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge gauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram histogram(std::string_view name, std::string_view help, std::vector<double> buckets,
                      const Labels& labels = {});

  // What the counters of that name stand at, by the value of one label.
  std::map<std::string, double> totals(std::string_view name, const std::string& label) const;
  // What the histograms of that name have seen, of those whose labels include these, together: how many
  // values, and an upper bound for the value below which each of these parts (0 to 1) lies. A part beyond the
  // last bucket gives the last bucket's bound.
  struct Quantiles {
    std::uint64_t count = 0;
    std::vector<double> values;  // one for each part
  };
  Quantiles quantiles(std::string_view name, const Labels& labels, const std::vector<double>& parts) const;

  // Everything, in the text exposition format 0.0.4.
  std::string render() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Seconds from 0.5 ms to 10 s, for requests and calls.
std::vector<double> latency_buckets();

}  // namespace base
