#include "audit/signed_manifest.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "audit/checkpoint.hpp"
#include "audit/json_member.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;
using nlohmann::json;

auto malformed(const char* what) { return base::fail(Code::invalid_argument, what); }

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<std::int64_t> number_member(const json& object, const char* name) {
  const json* value = member(object, name);
  const auto number = value == nullptr ? std::nullopt : base::as_uint64(*value, false);
  if (!number || *number > std::uint64_t{1} << 62) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

const json& array_member(const json& object, const char* name) {
  static const json nothing = json::array();
  const json* value = member(object, name);
  return value != nullptr && value->is_array() ? *value : nothing;
}

template <class Enum>
std::optional<Enum> named_up_to(std::string_view text, Enum last) {
  for (int i = 1; i <= static_cast<int>(last); ++i) {
    if (name(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

Result<json> read_json(std::string_view text, std::int64_t newest = 1) {
  auto parsed = base::parse_json(text, {.depth = 8});
  const auto version = parsed ? number_member(*parsed, "v") : std::nullopt;
  if (!version || *version < 1 || *version > newest)
    return malformed("the manifest's JSON is not of a known version");
  return parsed;
}

std::optional<std::string> log_of(std::string_view origin, std::string_view suffix) {
  if (!origin.ends_with(suffix)) return std::nullopt;
  return std::string(origin.substr(0, origin.size() - suffix.size()));
}

std::optional<DayTotals::Merchant> merchant_of(const json& entry) {
  DayTotals::Merchant out;
  const auto records = number_member(entry, "records");
  if (!records) return std::nullopt;
  out.records = *records;
  for (const json& line : array_member(entry, "usage")) {
    const auto outcome = named_up_to(text_member(line, "outcome"), Outcome::unknown);
    const auto count = number_member(line, "count");
    if (!outcome || !count) return std::nullopt;
    out.usage[{text_member(line, "month"), *outcome}] = *count;
  }
  return out;
}

}  // namespace

Result<DailyManifest> parse_daily_manifest(std::string_view text) {
  DailyManifest out;
  const auto log = log_of(take_line(text), "/manifest");
  out.day = take_line(text);
  out.previous = take_line(text);
  out.json = take_line(text);
  if (!log || !text.empty()) return malformed("the note is no daily manifest");
  out.log = *log;
  if (!base::parse_rfc3339(out.day + "T00:00:00Z")) return malformed("the manifest's day is malformed");
  if (!is_digest(out.previous)) return malformed("the manifest does not name the one before");
  const auto parsed = read_json(out.json);
  if (!parsed) return std::unexpected(parsed.error());
  for (const json& entry : array_member(*parsed, "streams")) {
    ManifestStream stream;
    stream.stream = parse_stream(text_member(entry, "stream"));
    const auto size = number_member(entry, "size");
    const auto root = base::from_base64(text_member(entry, "root"));
    if (stream.stream <= 0 || !size || !root || root->size() != stream.root.size())
      return malformed("a stream of the manifest is malformed");
    stream.size = *size;
    const json* damaged = member(entry, "damaged");
    stream.damaged = damaged != nullptr && *damaged == json(true);
    std::ranges::copy(base::bytes_of(*root), stream.root.begin());
    if (!out.streams.empty() && out.streams.back().stream >= stream.stream)
      return malformed("the manifest's streams are out of order");
    out.streams.push_back(stream);
  }
  return out;
}

Result<DayTotals> read_totals(const DailyManifest& manifest) {
  const auto parsed = read_json(manifest.json);
  if (!parsed) return std::unexpected(parsed.error());
  DayTotals out;
  if (const json* kinds = member(*parsed, "kinds"); kinds != nullptr && kinds->is_object()) {
    for (const auto& [kind_name, unused] : kinds->items()) {
      const auto kind = named_up_to(kind_name, Kind::system);
      const auto count = number_member(*kinds, kind_name.c_str());
      if (!kind || !count) return malformed("the manifest's kinds are malformed");
      out.kinds[static_cast<std::size_t>(*kind)] = *count;
    }
  }
  for (const json& entry : array_member(*parsed, "merchants")) {
    const auto merchant = merchant_of(entry);
    if (!merchant) return malformed("a merchant of the manifest is malformed");
    out.merchants[text_member(entry, "merchant")] = *merchant;
  }
  return out;
}

Result<ExportManifest> parse_export_manifest(std::string_view text) {
  ExportManifest out;
  const auto log = log_of(take_line(text), "/export");
  out.time = take_line(text);
  out.digest = take_line(text);
  const auto parsed = read_json(take_line(text), 2);
  if (!log || !text.empty() || !is_digest(out.digest)) return malformed("the note is no export manifest");
  if (!parsed) return std::unexpected(parsed.error());
  out.log = *log;
  out.by_leaves = number_member(*parsed, "v") == 2;
  out.by = text_member(*parsed, "by");
  out.reason = text_member(*parsed, "reason");
  out.witness = text_member(*parsed, "witness");
  if (const json* filter = member(*parsed, "filter"); filter != nullptr && filter->is_object()) {
    out.filter = filter->dump();
    if (filter->size() == 1) out.only_merchant = text_member(*filter, "merchant");
  }
  const auto records = number_member(*parsed, "records");
  const auto leaves = number_member(*parsed, "leaves");
  const auto bytes = number_member(*parsed, "bytes");
  if (!records || !leaves || !bytes) return malformed("the export manifest has no counts");
  out.records = *records;
  out.leaves = *leaves;
  out.bytes = *bytes;
  for (const json& entry : array_member(*parsed, "streams")) {
    const auto stream = parse_stream(text_member(entry, "stream"));
    const auto size = number_member(entry, "size");
    if (stream <= 0 || !size) return malformed("a stream of the export manifest is malformed");
    out.streams[stream] = *size;
  }
  return out;
}

}  // namespace audit
