#include "audit/verify_report.hpp"

#include <algorithm>

#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

constexpr std::size_t most_shown = 20;

std::string row(std::string_view name, const std::string& value) {
  std::string out(name);
  out.resize(12, ' ');
  return out + value + '\n';
}

std::string kinds_text(const DayTotals& totals) {
  std::string out;
  for (std::size_t i = 1; i < totals.kinds.size(); ++i) {
    if (totals.kinds[i] == 0) continue;
    out += (out.empty() ? "" : ", ") + std::string(name(static_cast<Kind>(i))) + ' ' +
           std::to_string(totals.kinds[i]);
  }
  return out;
}

std::string shown(const std::vector<std::string>& texts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), most_shown); ++i) {
    if (i > 0) out += between;
    out += texts[i];
  }
  if (texts.size() > most_shown)
    out += std::string(between) + "and " + std::to_string(texts.size() - most_shown) + " more";
  return out;
}

template <class List, class Write>
std::string json_array(const List& list, Write write) {
  std::string out = "[";
  for (const auto& entry : list) {
    if (out.size() > 1) out += ',';
    write(out, entry);
  }
  return out + "]";
}

void write_finding(std::string& out, const Finding& finding) {
  out += '{';
  base::JsonMembers members(out);
  members.text("class", finding.kind);
  if (finding.stream != 0) members.text("stream", base::to_hex(finding.stream));
  if (finding.seq >= 0) members.number("seq", finding.seq);
  members.text("what", finding.what);
  out += '}';
}

void write_stream(std::string& out, const std::pair<const std::int64_t, VerifiedStream>& entry) {
  out += '{';
  base::JsonMembers(out)
      .text("stream", base::to_hex(entry.first))
      .number("size", entry.second.size)
      .text("root", base::to_base64(entry.second.root))
      .number("proven", entry.second.proven)
      .number("left_out", entry.second.left_out);
  out += '}';
}

std::string counts_json(const DayTotals& totals) {
  std::string out = "{";
  base::JsonMembers members(out);
  for (std::size_t i = 1; i < totals.kinds.size(); ++i) {
    if (totals.kinds[i] > 0) members.number(name(static_cast<Kind>(i)), totals.kinds[i]);
  }
  return out + "}";
}

}  // namespace

std::string finding_text(const Finding& finding) {
  if (finding.stream == 0) return finding.what;
  std::string where = base::to_hex(finding.stream);
  if (finding.seq >= 0) where += '/' + std::to_string(finding.seq);
  return where + ": " + finding.what;
}

std::string report_text(const VerifyReport& report, const Findings& findings) {
  std::string out;
  if (!report.first_time.empty()) out += row("period", report.first_time + " to " + report.last_time);
  out += row("streams", std::to_string(report.streams.size()));
  out += row("records",
             std::to_string(report.lines) +
                 (report.lines > 0 ? " (" + kinds_text(report.totals) + ")" : std::string()) +
                 (report.left_out > 0 ? ", " + std::to_string(report.left_out) + " more by their hash only"
                                      : std::string()));
  out +=
      row("proven", std::to_string(report.proven) + " (held against " + std::to_string(report.checkpoints) +
                        " checkpoints and " + std::to_string(report.manifests) + " daily manifests)");
  out += row("unproven", std::to_string(report.unproven) + " past the newest checkpoint of their stream");
  if (!report.witness.empty()) out += row("witness", report.witness);
  if (report.left_out > 0) {
    out += row("merchants", report.complete_merchants.empty()
                                ? "none is proven to be here with all its records"
                                : "here with all their records: " + shown(report.complete_merchants, " "));
  }
  if (!findings.empty()) return out + damage_text(findings);
  out += report.partial.empty() ? "VERIFIED, COMPLETE\n" : "VERIFIED, PARTIAL\n";
  if (!report.partial.empty()) out += row("because", shown(report.partial, "\n            "));
  return out;
}

std::string damage_text(const Findings& findings) {
  std::string out = "NOT VERIFIED\n";
  if (const Finding* first = findings.first_record())
    out += row("first bad", finding_text(*first) + " (" + std::string(first->kind) + ')');
  for (std::size_t i = 0; i < std::min(findings.list().size(), most_shown); ++i) {
    out += row(findings.list()[i].kind, finding_text(findings.list()[i]));
  }
  if (findings.list().size() <= most_shown) return out;
  std::string classes;
  for (const auto& [kind, count] : findings.classes()) {
    classes += (classes.empty() ? "" : ", ") + std::string(kind) + ' ' + std::to_string(count);
  }
  return out + row("in all", std::to_string(findings.count()) + ": " + classes);
}

std::string report_json(const VerifyReport& report, const Findings& findings) {
  const auto text = [](std::string& into, const std::string& value) {
    base::append_json_string(into, value);
  };
  std::string classes = "{";
  base::JsonMembers counted(classes);
  for (const auto& [kind, count] : findings.classes()) {
    counted.number(kind, count);
  }
  classes += '}';
  std::string out = "{";
  base::JsonMembers(out)
      .boolean("verified", findings.empty())
      .boolean("complete", report.partial.empty())
      .text_unless_empty("from", report.first_time)
      .text_unless_empty("to", report.last_time)
      .number("records", report.lines)
      .number("left_out", report.left_out)
      .raw("kinds", counts_json(report.totals))
      .number("proven", report.proven)
      .number("unproven", report.unproven)
      .number("checkpoints", report.checkpoints)
      .number("manifests", report.manifests)
      .raw("streams", json_array(report.streams, write_stream))
      .raw("partial", json_array(report.partial, text))
      .raw("complete_merchants", json_array(report.complete_merchants, text))
      .number("incomplete_merchants", report.incomplete_merchants)
      .text_unless_empty("witness", report.witness)
      .raw("classes", classes)
      .raw("damage", json_array(findings.list(), write_finding));
  return out + "}\n";
}

}  // namespace audit
