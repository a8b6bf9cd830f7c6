#include "cli/key_usage.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/json_writer.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

std::string key_state(std::uint32_t id, std::int64_t envelopes, const crypto::KeyRing& keys,
                      const std::vector<app::LiveInstance>& gateways) {
  const auto held = keys.ids();
  if (id == keys.current_id()) return "current";
  if (std::ranges::find(held, id) == held.end()) return "missing";
  if (envelopes > 0) return "needed";
  const bool sealing = std::ranges::any_of(
      gateways, [id](const app::LiveInstance& gateway) { return gateway.sealing_key == id; });
  return sealing ? "sealing" : "unused";
}

std::string_view meaning_of(std::string_view state) {
  if (state == "current") return "everything new is sealed under it";
  if (state == "needed") return "keep it: `keys rotate` brings its envelopes under the current key";
  if (state == "sealing") return "keep it: a gateway that runs still seals under it, so restart that first";
  if (state == "missing") return "NOT AMONG THE KEYS: its envelopes cannot be opened, put it back";
  return "no envelope needs it: it may be dropped";
}

void print_usage_json(std::ostream& out, const std::vector<KeyUsage>& usage) {
  std::string text = "[";
  for (const KeyUsage& key : usage) {
    text += text.size() > 1 ? ",{" : "{";
    base::JsonMembers(text).number("id", key.id).text("state", key.state).number("envelopes", key.envelopes);
    text += "}";
  }
  out << text << "]\n";
}

}  // namespace

std::vector<KeyUsage> key_usage(const crypto::KeyRing& keys, const platform::EnvelopeCounts& counts,
                                const std::vector<app::LiveInstance>& gateways) {
  std::set<std::uint32_t> ids;
  for (const std::uint32_t id : keys.ids()) {
    ids.insert(id);
  }
  for (const auto& [id, count] : counts) {
    ids.insert(id);
  }
  std::vector<KeyUsage> usage;
  for (const std::uint32_t id : ids) {
    const auto found = counts.find(id);
    const std::int64_t envelopes = found == counts.end() ? 0 : found->second;
    usage.push_back({id, envelopes, key_state(id, envelopes, keys, gateways)});
  }
  return usage;
}

void print_key_usage(std::ostream& out, const std::vector<KeyUsage>& usage, bool json) {
  if (json) return print_usage_json(out, usage);
  std::vector<Row> rows;
  for (const KeyUsage& key : usage) {
    rows.push_back({std::to_string(key.id), std::to_string(key.envelopes), key.state,
                    std::string(meaning_of(key.state))});
  }
  print_table(out, {"KEY", "ENVELOPES", "STATE", "WHAT IT MEANS"}, rows);
}

}  // namespace cli
