#include "audit/search_json.hpp"

#include <set>
#include <utility>

#include "base/json_writer.hpp"

namespace audit {
namespace {

template <class List, class Write>
std::string list_of(const List& list, Write write) {
  std::string out = "[";
  for (const auto& entry : list) {
    if (out.size() > 1) out += ',';
    out += write(entry);
  }
  return out + ']';
}

std::string quoted(const std::string& text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

std::int64_t count_in(const std::map<std::string, OutcomeCounts>& counts, const std::string& merchant,
                      Outcome outcome) {
  const auto found = counts.find(merchant);
  if (found == counts.end()) return 0;
  const auto count = found->second.find(outcome);
  return count == found->second.end() ? 0 : count->second;
}

std::string bar_json(const Bar& bar) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("start", base::to_rfc3339(bar.start)).text_unless_empty("merchant", bar.merchant);
  members.text("kind", name(bar.kind));
  if (bar.outcome) members.text("outcome", name(*bar.outcome));
  members.number("count", bar.count);
  return out + '}';
}

}  // namespace

std::string found_json(const Found& found) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("id", RecordId{found.place.stream, found.place.seq}.text())
      .text("time", base::to_rfc3339(found.place.time))
      .text("line", found.line)
      .text_unless_empty("client", found.client)
      .text_unless_empty("person", found.person);
  return out + '}';
}

std::string page_json(const Page& page) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.raw("records", list_of(page.records, found_json));
  if (page.next) members.text("next", page.next->text());
  members.boolean("cut_short", page.cut_short).raw("away", list_of(page.away, quoted));
  return out + '}';
}

std::string bars_json(const std::vector<Bar>& bars) { return "{\"bars\":" + list_of(bars, bar_json) + '}'; }

std::string usage_json(const std::string& month, const Usage& usage) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("month", month)
      .text("time_zone", "Asia/Shanghai")
      .raw("usage", list_of(lines_of(usage),
                            [](const UsageLine& line) {
                              std::string item = "{";
                              base::JsonMembers(item)
                                  .text("merchant", line.merchant)
                                  .text("outcome", name(line.outcome))
                                  .number("count", line.proven + line.open)
                                  .number("proven", line.proven);
                              return item + '}';
                            }))
      .raw("manifests",
           list_of(usage.manifests,
                   [](const Usage::Manifest& manifest) {
                     std::string item = "{";
                     base::JsonMembers(item).text("day", manifest.day).text("sha256", manifest.sha256);
                     return item + '}';
                   }))
      .raw("open_days", list_of(usage.open_days, quoted));
  return out + '}';
}

std::vector<UsageLine> lines_of(const Usage& usage) {
  std::set<std::pair<std::string, Outcome>> keys;
  for (const auto* counts : {&usage.proven, &usage.open}) {
    for (const auto& [merchant, outcomes] : *counts) {
      for (const auto& [outcome, count] : outcomes)
        keys.emplace(merchant, outcome);
    }
  }
  std::vector<UsageLine> lines;
  lines.reserve(keys.size());
  for (const auto& [merchant, outcome] : keys) {
    lines.push_back({merchant, outcome, count_in(usage.proven, merchant, outcome),
                     count_in(usage.open, merchant, outcome)});
  }
  return lines;
}

}  // namespace audit
