#include "audit/bundle.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "audit/json_member.hpp"
#include "audit/line_head.hpp"
#include "audit/proof.hpp"
#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using nlohmann::json;

std::optional<std::vector<std::string>> texts_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return std::nullopt;
  std::vector<std::string> out;
  for (const json& entry : *found) {
    if (!entry.is_string()) return std::nullopt;
    out.push_back(entry.get<std::string>());
  }
  return out;
}

std::string array_json(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    base::append_json_string(out, text);
  }
  return out + "]";
}

}  // namespace

std::optional<RecordId> parse_record_id(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto stream = parse_stream(text.substr(0, slash));
  const auto seq = base::parse_uint64(text.substr(slash + 1));
  if (stream <= 0 || !seq || *seq > std::uint64_t{1} << 62) return std::nullopt;
  return RecordId{stream, static_cast<std::int64_t>(*seq)};
}

std::string bundle_json(const Bundle& bundle) {
  std::vector<std::string> path;
  path.reserve(bundle.path.size());
  for (const Hash& hash : bundle.path) {
    path.push_back(base::to_base64(hash));
  }
  std::string out = "{";
  base::JsonMembers(out)
      .number("v", 1)
      .text("id", bundle.id.text())
      .text("line", bundle.line)
      .raw("path", array_json(path))
      .text("checkpoint", bundle.checkpoint)
      .text("key", bundle.key)
      .raw("keys", array_json(bundle.keys));
  return out + "}\n";
}

base::Result<Bundle> parse_bundle(std::string_view text) {
  const auto parsed = base::parse_json(text);
  if (!parsed || !parsed->is_object()) return fail(Code::invalid_argument, "the bundle is not JSON");
  const auto version = parsed->find("v");
  if (version == parsed->end() || base::as_uint64(*version, false) != 1)
    return fail(Code::invalid_argument, "the bundle is not of version 1");
  const auto id = parse_record_id(text_member(*parsed, "id"));
  const auto path = texts_of(*parsed, "path");
  const auto keys = texts_of(*parsed, "keys");
  if (!id || !path || !keys)
    return fail(Code::invalid_argument, "the bundle's id, path or keys are malformed");
  Bundle out{
      *id,  text_member(*parsed, "line"), {}, text_member(*parsed, "checkpoint"), text_member(*parsed, "key"),
      *keys};
  for (const std::string& entry : *path) {
    const auto bytes = base::from_base64(entry);
    Hash hash{};
    if (!bytes || bytes->size() != hash.size())
      return fail(Code::invalid_argument, "a hash of the path is not 32 bytes in base64");
    std::ranges::copy(base::bytes_of(*bytes), hash.begin());
    out.path.push_back(hash);
  }
  return out;
}

base::Result<Checkpoint> check_bundle(const Bundle& bundle, Evidence& evidence) {
  const auto head = read_line_head(bundle.line);
  if (!head) return fail(Code::invalid_argument, "its line: " + std::string(head.error()));
  if (head->stream != bundle.id.stream || head->seq != bundle.id.seq)
    return fail(Code::invalid_argument, "its line is not that of " + bundle.id.text());
  for (const std::string& change : bundle.keys) {
    evidence.add_note(change, "the bundle");
  }
  evidence.settle();
  const auto text = open_note(bundle.checkpoint, evidence.keys());
  if (!text) return fail(Code::invalid_argument, "its checkpoint: " + text.error().detail);
  const auto checkpoint = parse_checkpoint(*text);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const bool ours = std::ranges::any_of(evidence.keys(),
                                        [&](const Verifier& key) { return key.name() == checkpoint->log; });
  if (!ours || checkpoint->stream != bundle.id.stream)
    return fail(Code::invalid_argument, "its checkpoint is of another log or stream");
  if (checkpoint->size <= bundle.id.seq)
    return fail(Code::invalid_argument, "its checkpoint does not cover the record");
  const auto root = root_of_path(leaf_hash(bundle.line), bundle.id.seq, checkpoint->size, bundle.path);
  if (root != checkpoint->root)
    return fail(Code::invalid_argument, "line and path do not lead to the checkpoint's root");
  return *checkpoint;
}

}  // namespace audit
