#include "search_bench.hpp"

#include <algorithm>
#include <functional>
#include <random>

#include <nlohmann/json.hpp>

#include "audit/search.hpp"
#include "base/json.hpp"

namespace bench {
namespace {

using audit::Filter;
using base::Result;
using base::WallTime;
using std::chrono::hours;
using Clock = std::chrono::steady_clock;

// A record to look for, and when the log ends.
struct Sample {
  WallTime time;
  nlohmann::json line;
  audit::RecordId id;
};

std::string text(const nlohmann::json& line, const char* member) {
  return line.contains(member) && line[member].is_string() ? line[member].get<std::string>() : std::string();
}

// Records of random moments: what a search finds right before them.
Result<std::vector<Sample>> samples(db::Connection& connection, int count) {
  const base::SystemClock clock;
  const WallTime now = clock.wall();
  const auto newest = audit::search(connection, {.filter = {}, .after = {}, .limit = 1}, clock);
  if (!newest) return std::unexpected(newest.error());
  std::mt19937_64 random(11);
  std::vector<Sample> all;
  for (int i = 0; i < count; ++i) {
    audit::PageRequest request;
    request.filter.to = now - std::chrono::minutes(std::uniform_int_distribution(1, 29 * 24 * 60)(random));
    request.filter.kinds = {audit::Kind::query};
    request.limit = 1;
    const auto page = audit::search(connection, request, clock);
    if (!page) return std::unexpected(page.error());
    if (page->records.empty()) continue;
    const audit::Found& found = page->records.front();
    auto line = base::parse_json(found.line);
    if (!line) return std::unexpected(line.error());
    all.push_back({found.place.time, std::move(*line), {found.place.stream, found.place.seq}});
  }
  if (all.empty()) return base::fail(base::Code::not_found, "the log has no queries");
  return all;
}

void within_its_day(Filter& filter, const Sample& sample) {
  filter.from = WallTime(std::chrono::floor<std::chrono::days>(sample.time));
  filter.to = *filter.from + hours(24);
}

std::string selected(const Sample& sample, const char* member) {
  const auto& received = sample.line["selector"]["received"];
  return received.contains(member) ? received[member].get<std::string>() : std::string();
}

struct Kind {
  const char* id;
  double goal;  // ms
  std::function<void(Filter&, const Sample&)> fill;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"newest", 200, [](Filter&, const Sample&) {}},
      {"merchant", 50, [](Filter& f, const Sample& s) { f.merchant = text(s.line, "merchant"); }},
      {"merchant_refused", 50,
       [](Filter& f, const Sample& s) {
         f.merchant = text(s.line, "merchant");
         f.outcomes = {audit::Outcome::refused};
       }},
      {"request_id", 50, [](Filter& f, const Sample& s) { f.request_id = text(s.line, "request_id"); }},
      {"audit_id", 50, [](Filter& f, const Sample& s) { f.record = s.id; }},
      {"code", 200,
       [](Filter& f, const Sample& s) {
         f.code = selected(s, "code").empty() ? "NOSUCHCODE" : selected(s, "code");
         within_its_day(f, s);
       }},
      {"code_url", 200,
       [](Filter& f, const Sample& s) {
         f.code_url = selected(s, "code_url").empty() ? "P.URL.CN/NO.SUCH" : selected(s, "code_url");
         within_its_day(f, s);
       }},
      {"rid", 200,
       [](Filter& f, const Sample& s) {
         f.rid = text(s.line, "rid").empty() ? "no-such-rid" : text(s.line, "rid");
         within_its_day(f, s);
       }},
      {"application_range", 200,
       [](Filter& f, const Sample& s) {
         f.application_id = 700'000'000ULL + static_cast<std::uint64_t>(s.id.seq % 1'000);
         f.first_index = 1'000;
         f.last_index = 5'000;
         within_its_day(f, s);
       }},
      {"client", 200,
       [](Filter& f, const Sample& s) {
         f.client = "203.0." + std::to_string(s.id.seq % 200) + ".7";
         within_its_day(f, s);
       }},
      {"client_range", 200,
       [](Filter& f, const Sample& s) {
         f.client = "203.0." + std::to_string(s.id.seq % 200) + ".0/24";
         within_its_day(f, s);
       }},
      {"errcode", 200,
       [](Filter& f, const Sample& s) {
         f.errcode = -1;
         within_its_day(f, s);
       }},
      {"rare_outcome", 200,
       [](Filter& f, const Sample& s) {
         f.outcomes = {audit::Outcome::unknown};
         within_its_day(f, s);
       }},
      {"dialect_and_outcome", 200,
       [](Filter& f, const Sample& s) {
         f.dialect = audit::Dialect::compatible;
         f.outcomes = {audit::Outcome::upstream_error};
         within_its_day(f, s);
       }},
      {"refusal", 200,
       [](Filter& f, const Sample& s) {
         f.reason = "selector_invalid";
         within_its_day(f, s);
       }},
      {"activity_prefix", 200,
       [](Filter& f, const Sample& s) {
         f.activity_name = {"campaign 7000" + std::to_string(s.id.seq % 10), true};
         within_its_day(f, s);
       }},
      {"title", 200,
       [](Filter& f, const Sample& s) {
         f.product_title = {"bottle of " + std::to_string(700'000'000 + s.id.seq % 1'000), false};
         within_its_day(f, s);
       }},
  };
  return all;
}

double ms_since(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

Result<Figure> measure(db::Connection& connection, const Kind& kind, const std::vector<Sample>& samples) {
  std::vector<double> took;
  for (const Sample& sample : samples) {
    audit::PageRequest request;
    kind.fill(request.filter, sample);
    const auto began = Clock::now();
    const auto page = audit::search(connection, request, base::SystemClock());
    if (!page) return std::unexpected(page.error());
    took.push_back(ms_since(began));
  }
  return Figure{std::string("audit_search_") + kind.id, p99(std::move(took)), "ms p99", kind.goal};
}

Result<Figure> measure_histogram(db::Connection& connection, const char* id, hours length,
                                 std::chrono::minutes width, bool by_merchant, const std::string& merchant) {
  std::vector<double> took;
  for (int i = 0; i < 10; ++i) {
    audit::HistogramRequest request;
    request.filter.to = base::SystemClock().wall();
    request.filter.from = *request.filter.to - length;
    request.filter.merchant = merchant;
    request.width = width;
    request.by_merchant = by_merchant;
    const auto began = Clock::now();
    if (const auto bars = audit::histogram(connection, request); !bars) return std::unexpected(bars.error());
    took.push_back(ms_since(began));
  }
  return Figure{std::string("audit_histogram_") + id, p99(std::move(took)), "ms p99", 1'000};
}

}  // namespace

double p99(std::vector<double> all) {
  std::ranges::sort(all);
  return all[std::min(all.size() - 1, all.size() * 99 / 100)];
}

Result<std::vector<Figure>> measure_search(db::Connection& connection, int rounds) {
  const auto chosen = samples(connection, rounds);
  if (!chosen) return std::unexpected(chosen.error());
  std::vector<Figure> figures;
  for (const Kind& kind : kinds()) {
    auto figure = measure(connection, kind, *chosen);
    if (!figure) return std::unexpected(figure.error());
    figures.push_back(std::move(*figure));
  }
  const std::string merchant = text(chosen->front().line, "merchant");
  for (const auto& [id, length, width, by_merchant, one] :
       {std::tuple("month_by_merchant", hours(30 * 24), std::chrono::minutes(6 * 60), true, std::string()),
        std::tuple("month", hours(30 * 24), std::chrono::minutes(60), false, std::string()),
        std::tuple("month_of_merchant", hours(30 * 24), std::chrono::minutes(60), false, merchant),
        std::tuple("day", hours(24), std::chrono::minutes(1), false, std::string())}) {
    auto figure = measure_histogram(connection, id, length, width, by_merchant, one);
    if (!figure) return std::unexpected(figure.error());
    figures.push_back(std::move(*figure));
  }
  return figures;
}

}  // namespace bench
