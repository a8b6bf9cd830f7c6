#include "audit/export.hpp"

#include <numeric>
#include <utility>

#include "audit/export_store.hpp"
#include "audit/opening_list.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

constexpr std::int64_t export_piece = 16 * tile_size;  // records

void append_left_out(std::string& out, std::int64_t stream, const LeftOutItem& item) {
  out += '{';
  base::JsonMembers(out)
      .text("stream", base::to_hex(stream))
      .number("seq", item.seq)
      .text(item.tile ? "tile" : "leaf", base::to_base64(base::bytes_of(item.hash)));
  out += '}';
}

}  // namespace

std::int64_t ExportPlan::size() const {
  return std::accumulate(streams.begin(), streams.end(), std::int64_t{0},
                         [](std::int64_t sum, const ExportStream& stream) { return sum + stream.size; });
}

void WrittenLines::add(std::string_view line) {
  leaves_.update(crypto::view(leaf_hash(line)));
  for (std::string& checkpoint : listed_checkpoints(line))
    listed_.insert(std::move(checkpoint));
}

LogExport::LogExport(ExportPlan plan, ExportPosition from, WrittenLines written)
    : plan_(std::move(plan)), position_(from), written_(std::move(written)) {}

base::Result<std::optional<std::string>> LogExport::next(db::Connection& connection) {
  while (position_.stream < plan_.streams.size() && position_.seq >= plan_.streams[position_.stream].size) {
    ++position_.stream;
    position_.seq = 0;
  }
  if (position_.stream == plan_.streams.size()) return std::nullopt;

  const ExportStream& stream = plan_.streams[position_.stream];
  const std::int64_t end = std::min(stream.size, position_.seq + export_piece);
  const auto read = read_piece(connection, stream, position_.seq, end, plan_.filter);
  if (!read) return std::unexpected(read.error());

  std::string out;
  out.reserve(read->bytes + read->left_out.size() * 128);
  auto line = read->lines.begin();
  auto hash = read->left_out.begin();
  for (std::int64_t seq = position_.seq; seq < end;) {
    const std::size_t begin = out.size();
    if (line != read->lines.end() && line->seq == seq) {
      out += line->text;
      ++position_.records;
      ++seq;
      ++line;
    } else if (hash != read->left_out.end() && hash->seq == seq) {
      append_left_out(out, stream.id, *hash);
      const std::int64_t count = hash->tile ? tile_size : 1;
      position_.left_out += count;
      seq += count;
      ++hash;
    } else {
      return base::fail(
          base::Code::database_refused,
          "the log holds no record " + RecordId{stream.id, seq}.text() + ": run audit verify --database");
    }
    written_.add(std::string_view(out).substr(begin));
    out += '\n';
  }
  position_.seq = end;
  position_.bytes += static_cast<std::int64_t>(out.size());
  return out;
}

std::string export_manifest_text(const ExportStatement& statement, const LogExport& done) {
  std::string out = statement.log + "/export\n" + base::to_rfc3339(statement.now) + '\n' +
                    base::to_hex(statement.digest) + "\n{";
  base::JsonMembers members(out);
  members.number("v", 2)
      .text("by", statement.by)
      .text_unless_empty("reason", statement.reason)
      .text_unless_empty("witness", statement.witness)
      .raw("filter", filter_json(done.plan().filter))
      .number("records", done.position().records)
      .number("leaves", done.position().left_out)
      .number("bytes", done.position().bytes);
  std::string& list = members.key("streams");
  list += '[';
  for (const ExportStream& stream : done.plan().streams) {
    if (list.back() != '[') list += ',';
    list += '{';
    base::JsonMembers(list).text("stream", base::to_hex(stream.id)).number("size", stream.size);
    list += '}';
  }
  return out + "]}\n";
}

}  // namespace audit
