#include "search_kinds.hpp"

#include <random>

#include "audit/search.hpp"
#include "base/json.hpp"

namespace bench {
namespace {

using audit::Filter;
using base::Result;
using base::WallTime;
using std::chrono::hours;

void within_its_day(Filter& filter, const Sample& sample) {
  filter.from = WallTime(std::chrono::floor<std::chrono::days>(sample.time));
  filter.to = *filter.from + hours(24);
}

std::string selected(const Sample& sample, const char* member) {
  const auto& received = sample.line["selector"]["received"];
  return received.contains(member) ? received[member].get<std::string>() : std::string();
}

}  // namespace

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

}  // namespace bench
