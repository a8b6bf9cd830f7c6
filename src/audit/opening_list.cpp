#include "audit/opening_list.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "audit/checkpoint.hpp"
#include "audit/json_member.hpp"
#include "audit/line_head.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using nlohmann::json;

constexpr std::string_view first_record =
    "{\"v\":1,\"kind\":\"system\",\"stream\":\"0123456789abcdef\",\"seq\":";

// Whether the line is the first of a stream, as far as its length and position tell.
bool looks_like_opening(std::string_view line) {
  return line.starts_with(first_record.substr(0, 24)) &&
         line.substr(std::min(line.size(), first_record.size())).starts_with("0,");
}

std::optional<Listed> sealed_of(std::int64_t by, const json& entry) {
  Listed out{by, parse_stream(text_member(entry, "stream")), std::nullopt, {}, {}};
  const auto root = base::from_base64(text_member(entry, "root"));
  if (out.stream <= 0 || !root || root->size() != out.root.size() || !entry.contains("size"))
    return std::nullopt;
  const auto size = base::as_uint64(entry["size"], false);
  if (!size || *size > std::uint64_t{1} << 62) return std::nullopt;
  out.size = static_cast<std::int64_t>(*size);
  std::ranges::copy(base::bytes_of(*root), out.root.begin());
  return out;
}

}  // namespace

std::optional<std::vector<Listed>> read_opening_details(std::int64_t by, std::string_view details) {
  const auto parsed = base::parse_json(details);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const auto sealed = parsed->find("sealed");
  const auto open = parsed->find("open");
  if (sealed == parsed->end() || !sealed->is_array() || open == parsed->end() || !open->is_array())
    return std::nullopt;
  std::vector<Listed> out;
  for (const json& entry : *sealed) {
    auto listed = sealed_of(by, entry);
    if (!listed) return std::nullopt;
    out.push_back(std::move(*listed));
  }
  for (const json& entry : *open) {
    Listed listed{
        by, parse_stream(text_member(entry, "stream")), std::nullopt, {}, text_member(entry, "checkpoint")};
    if (listed.stream <= 0) return std::nullopt;
    out.push_back(std::move(listed));
  }
  return out;
}

std::vector<std::string> listed_checkpoints(std::string_view line) {
  if (!looks_like_opening(line)) return {};
  const auto head = read_line_head(line);
  if (!head || head->seq != 0 || head->action != "stream_opened") return {};
  auto listed = read_opening_details(head->stream, head->details);
  if (!listed) return {};
  std::vector<std::string> out;
  for (Listed& entry : *listed) {
    if (!entry.checkpoint.empty()) out.push_back(std::move(entry.checkpoint));
  }
  return out;
}

}  // namespace audit
