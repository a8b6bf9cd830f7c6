#include "base/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace base {

struct Metrics::Impl {
  template <class T>
  using Families = std::map<std::string, prometheus::Family<T>*, std::less<>>;

  // The family of that name, made at first use.
  template <class T, class Builder>
  prometheus::Family<T>& family(Families<T>& families, std::string_view name, std::string_view help,
                                Builder build) {
    const std::scoped_lock lock(mutex);
    auto found = families.find(name);
    if (found == families.end()) {
      auto& made = build().Name(std::string(name)).Help(std::string(help)).Register(registry);
      found = families.emplace(name, &made).first;
    }
    return *found->second;
  }

  prometheus::Registry registry;
  std::mutex mutex;
  Families<prometheus::Counter> counters;
  Families<prometheus::Gauge> gauges;
  Families<prometheus::Histogram> histograms;
};

namespace {

bool holds(const std::vector<prometheus::ClientMetric::Label>& labels, const Labels& wanted) {
  return std::ranges::all_of(wanted, [&](const auto& one) {
    return std::ranges::any_of(labels, [&](const prometheus::ClientMetric::Label& label) {
      return label.name == one.first && label.value == one.second;
    });
  });
}

}  // namespace

void Counter::add(double amount) const {
  if (series_) static_cast<prometheus::Counter*>(series_)->Increment(amount);
}
void Gauge::set(double value) const {
  if (series_) static_cast<prometheus::Gauge*>(series_)->Set(value);
}
void Gauge::add(double amount) const {
  if (series_) static_cast<prometheus::Gauge*>(series_)->Increment(amount);
}
void Histogram::observe(double value) const {
  if (series_) static_cast<prometheus::Histogram*>(series_)->Observe(value);
}

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  Counter handle;
  handle.series_ = &impl_->family(impl_->counters, name, help, prometheus::BuildCounter).Add(labels);
  return handle;
}

Gauge Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  Gauge handle;
  handle.series_ = &impl_->family(impl_->gauges, name, help, prometheus::BuildGauge).Add(labels);
  return handle;
}

Histogram Metrics::histogram(std::string_view name, std::string_view help, std::vector<double> buckets,
                             const Labels& labels) {
  Histogram handle;
  handle.series_ =
      &impl_->family(impl_->histograms, name, help, prometheus::BuildHistogram).Add(labels, buckets);
  return handle;
}

std::map<std::string, double> Metrics::totals(std::string_view name, const std::string& label) const {
  std::map<std::string, double> totals;
  for (const auto& family : impl_->registry.Collect()) {
    if (family.name != name) continue;
    for (const auto& metric : family.metric) {
      const auto found =
          std::ranges::find(metric.label, label, [](const auto& one) -> const auto& { return one.name; });
      if (found != metric.label.end()) totals[found->value] += metric.counter.value;
    }
  }
  return totals;
}

Metrics::Quantiles Metrics::quantiles(std::string_view name, const Labels& labels,
                                      const std::vector<double>& parts) const {
  std::map<double, std::uint64_t> up_to;  // by the bucket's bound, cumulative
  Quantiles all;
  for (const auto& family : impl_->registry.Collect()) {
    if (family.name != name) continue;
    for (const auto& metric : family.metric) {
      if (!holds(metric.label, labels)) continue;
      all.count += metric.histogram.sample_count;
      for (const auto& bucket : metric.histogram.bucket)
        up_to[bucket.upper_bound] += bucket.cumulative_count;
    }
  }
  for (const double part : parts) {
    const double wanted = part * static_cast<double>(all.count);
    double value = 0;
    for (const auto& [bound, count] : up_to) {
      if (std::isinf(bound)) break;
      value = bound;
      if (static_cast<double>(count) >= wanted) break;
    }
    all.values.push_back(value);
  }
  return all;
}

std::string Metrics::render() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

std::vector<double> latency_buckets() {
  return {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
}

}  // namespace base
