#include "search_bench.hpp"

#include <algorithm>
#include <functional>

#include "audit/search.hpp"
#include "base/json_writer.hpp"
#include "bench_store.hpp"
#include "search_kinds.hpp"

namespace bench {
namespace {

using base::Result;
using std::chrono::hours;
using Clock = std::chrono::steady_clock;

constexpr int histograms = 10;  // of each kind

// What is asked again and again, each time with other values.
struct Question {
  std::string id;
  double goal = 0;  // ms
  int times = 0;
  std::function<Result<>(int)> ask;
};

Question search_for(db::Connection& connection, const Kind& kind, const std::vector<Sample>& samples) {
  const auto ask = [&connection, &kind, &samples](int round) -> Result<> {
    audit::PageRequest request;
    kind.fill(request.filter, samples[static_cast<std::size_t>(round)]);
    const auto page = audit::search(connection, request, base::SystemClock());
    return page ? Result<>() : std::unexpected(page.error());
  };
  return {std::string("audit_search_") + kind.id, kind.goal, static_cast<int>(samples.size()), ask};
}

Question histogram_of(db::Connection& connection, const char* id, hours length, std::chrono::minutes width,
                      bool by_merchant, const std::string& merchant) {
  const auto ask = [&connection, length, width, by_merchant, merchant](int) -> Result<> {
    audit::HistogramRequest request;
    request.filter.to = base::SystemClock().wall();
    request.filter.from = *request.filter.to - length;
    request.filter.merchant = merchant;
    request.width = width;
    request.by_merchant = by_merchant;
    const auto bars = audit::histogram(connection, request);
    return bars ? Result<>() : std::unexpected(bars.error());
  };
  return {std::string("audit_histogram_") + id, 1'000, histograms, ask};
}

// They refer to the samples.
std::vector<Question> questions(db::Connection& connection, const std::vector<Sample>& samples) {
  std::vector<Question> all;
  for (const Kind& kind : kinds())
    all.push_back(search_for(connection, kind, samples));
  using std::chrono::minutes;
  constexpr hours month(30 * 24);
  all.push_back(histogram_of(connection, "month_by_merchant", month, minutes(6 * 60), true, ""));
  all.push_back(histogram_of(connection, "month", month, minutes(60), false, ""));
  const std::string merchant = text(samples.front().line, "merchant");
  all.push_back(histogram_of(connection, "month_of_merchant", month, minutes(60), false, merchant));
  all.push_back(histogram_of(connection, "day", hours(24), minutes(1), false, ""));
  return all;
}

Result<Figure> measure(const Question& question) {
  std::vector<double> took;
  for (int round = 0; round < question.times; ++round) {
    const auto began = Clock::now();
    if (const auto done = question.ask(round); !done) return std::unexpected(done.error());
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
  }
  return figure_of(question.id, std::move(took), question.goal);
}

}  // namespace

Figure figure_of(std::string id, std::vector<double> took, double goal) {
  std::ranges::sort(took);
  return {std::move(id), took[std::min(took.size() - 1, took.size() * 99 / 100)], took[took.size() / 2],
          "ms p99", goal};
}

Result<std::vector<Figure>> measure_search(db::Connection& connection, int rounds) {
  const auto chosen = samples(connection, rounds);
  if (!chosen) return std::unexpected(chosen.error());
  std::vector<Figure> figures;
  for (const Question& question : questions(connection, *chosen)) {
    auto figure = measure(question);
    if (!figure) return std::unexpected(figure.error());
    figures.push_back(std::move(*figure));
  }
  return figures;
}

Result<std::vector<Plans>> plans_of_search(db::Connection& connection, int rounds) {
  const auto chosen = samples(connection, rounds);
  if (!chosen) return std::unexpected(chosen.error());
  std::vector<Plans> all;
  for (const Question& question : questions(connection, *chosen)) {
    Notices told(connection);
    for (int round = 0; round < question.times; ++round) {
      if (const auto done = question.ask(round); !done) return std::unexpected(done.error());
    }
    all.push_back({question.id, told.take()});
  }
  return all;
}

}  // namespace bench
