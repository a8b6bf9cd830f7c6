#include "audit/regression.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "audit/note_cutter.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"

namespace audit {

using base::Result;

Result<std::vector<SignedCheckpoint>> newest_in_file(const std::string& path, std::span<const Verifier> keys,
                                                     std::size_t most_bytes) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed) && !failed) return std::vector<SignedCheckpoint>();
  std::ifstream file(path, std::ios::binary);
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::int64_t>(file.tellg());
  file.seekg(std::max<std::int64_t>(0, size - static_cast<std::int64_t>(most_bytes)));
  if (!file) return base::fail(base::Code::io_failed, path + " cannot be read", std::strerror(errno));

  std::map<std::int64_t, SignedCheckpoint> newest;
  const auto take = [&](std::string note) {
    const auto text = open_note(note, keys);
    const auto checkpoint = text ? parse_checkpoint(*text) : std::unexpected(text.error());
    if (!checkpoint) return;
    auto& known = newest[checkpoint->stream];
    if (checkpoint->size >= known.checkpoint.size) known = {*checkpoint, std::move(note)};
  };
  NoteCutter cutter;
  std::string line;
  while (std::getline(file, line)) {
    if (auto note = cutter.add(line)) take(std::move(*note));
  }
  if (auto note = cutter.finish()) take(std::move(*note));

  std::vector<SignedCheckpoint> found;
  found.reserve(newest.size());
  for (auto& [stream, checkpoint] : newest) {
    found.push_back(std::move(checkpoint));
  }
  return found;
}

std::string lost_details(std::span<const Lost> lost, std::size_t most) {
  std::string out = "{\"lost\":[";
  for (const Lost& one : lost.first(std::min(most, lost.size()))) {
    out += out.back() == '[' ? "{" : ",{";
    base::JsonMembers members(out);
    members.text("stream", base::to_hex(one.known.checkpoint.stream))
        .number("known", one.known.checkpoint.size);
    if (one.found) members.number("found", *one.found);
    members.text("checkpoint", one.known.note);
    out += '}';
  }
  out += "],\"more\":" + std::to_string(lost.size() - std::min(most, lost.size()));
  return out + "}";
}

}  // namespace audit
