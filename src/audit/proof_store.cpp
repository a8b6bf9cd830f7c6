#include "audit/proof_store.hpp"

#include <algorithm>
#include <map>

#include <pqxx/pqxx>

#include "audit/proof.hpp"
#include "audit/signing_keys.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "db/field.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr int tile_level = 8;

std::vector<Hash> stored_hashes(std::string_view bytes) {
  std::vector<Hash> hashes(bytes.size() / sizeof(Hash));
  for (Hash& hash : hashes) {
    std::ranges::copy(base::bytes_of(bytes.substr(0, sizeof(Hash))), hash.begin());
    bytes.remove_prefix(sizeof(Hash));
  }
  return hashes;
}

// The hashes of complete subtrees of one stream, read as they are asked for.
class StoredTree {
 public:
  // Code::not_found when there is no such stream.
  static Result<StoredTree> open(db::Transaction& transaction, std::int64_t stream) {
    const auto rows =
        transaction.raw().exec_params("SELECT day::text, size FROM audit_stream WHERE id = $1", stream);
    if (rows.empty()) return fail(Code::not_found, "there is no such stream");
    return StoredTree(transaction, stream, rows[0][0].as<std::string>(), rows[0][1].as<std::int64_t>());
  }

  std::int64_t size() const { return size_; }
  const std::string& day() const { return day_; }

  Result<Hash> subtree(int level, std::int64_t index) {
    if (level >= tile_level) return above(level, index);
    const std::int64_t first = index << level;
    const auto leaves = leaves_of(first / tile_size);
    if (!leaves) return std::unexpected(leaves.error());
    const auto from = static_cast<std::size_t>(first % tile_size);
    const std::size_t count = std::size_t{1} << level;
    if (from + count > (*leaves)->size()) return missing();
    std::vector<Hash> hashes((*leaves)->begin() + static_cast<std::ptrdiff_t>(from),
                             (*leaves)->begin() + static_cast<std::ptrdiff_t>(from + count));
    for (; hashes.size() > 1; hashes.resize(hashes.size() / 2)) {
      for (std::size_t i = 0; i < hashes.size() / 2; ++i)
        hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    }
    return hashes.front();
  }
  SubtreeHash source() {
    return [this](int level, std::int64_t index) { return subtree(level, index); };
  }

 private:
  StoredTree(db::Transaction& transaction, std::int64_t stream, std::string day, std::int64_t size)
      : transaction_(transaction), stream_(stream), day_(std::move(day)), size_(size) {}

  static std::unexpected<base::Error> missing() {
    return fail(Code::database_refused,
                "the stream's tiles or records are not whole: run audit verify --database");
  }

  // From the roots of the tiles, which are read once.
  Result<Hash> above(int level, std::int64_t index) {
    if (levels_.empty()) {
      // As one value: a long stream has thousands.
      const auto row = transaction_.raw().exec_params1(
          "SELECT coalesce(max(tile) + 1, 0), coalesce(string_agg(root, ''::bytea ORDER BY tile), ''::bytea) "
          "FROM audit_tile WHERE stream = $1",
          stream_);
      std::vector<Hash> roots = stored_hashes(db::bytes_of(row[1]));
      if (roots.size() != row[0].as<std::size_t>()) return missing();
      levels_.push_back(std::move(roots));
    }
    for (int known = tile_level + static_cast<int>(levels_.size()); known <= level; ++known) {
      const std::vector<Hash>& below = levels_.back();
      std::vector<Hash> next(below.size() / 2);
      for (std::size_t i = 0; i < next.size(); ++i)
        next[i] = node_hash(below[2 * i], below[2 * i + 1]);
      levels_.push_back(std::move(next));
    }
    const auto& wanted = levels_[static_cast<std::size_t>(level - tile_level)];
    if (static_cast<std::size_t>(index) >= wanted.size()) return missing();
    return wanted[static_cast<std::size_t>(index)];
  }

  // Of a full tile as it is stored, of the last one from its lines.
  Result<const std::vector<Hash>*> leaves_of(std::int64_t tile) {
    const auto known = leaves_.find(tile);
    if (known != leaves_.end()) return &known->second;
    std::vector<Hash> leaves;
    const auto stored = transaction_.raw().exec_params(
        "SELECT hashes FROM audit_tile WHERE stream = $1 AND tile = $2", stream_, tile);
    if (!stored.empty()) {
      leaves = stored_hashes(db::bytes_of(stored[0][0]));
    } else {
      const std::int64_t first = tile * tile_size;
      for (const auto& row : transaction_.raw().exec_params(
               "SELECT seq, line FROM audit_record WHERE day = $1 AND stream = $2 AND seq >= $3 AND seq < $4 "
               "ORDER BY seq",
               day_, stream_, first, std::min(size_, first + tile_size))) {
        if (row[0].as<std::int64_t>() != first + static_cast<std::int64_t>(leaves.size())) return missing();
        leaves.push_back(leaf_hash({row[1].c_str(), row[1].size()}));
      }
    }
    return &leaves_.emplace(tile, std::move(leaves)).first->second;
  }

  db::Transaction& transaction_;
  std::int64_t stream_;
  std::string day_;
  std::int64_t size_;
  std::vector<std::vector<Hash>> levels_;  // from the tiles' level on
  std::map<std::int64_t, std::vector<Hash>> leaves_;
};

}  // namespace

Result<InclusionProof> prove_inclusion(db::Transaction& transaction, RecordId id, std::int64_t size) {
  auto tree = StoredTree::open(transaction, id.stream);
  if (!tree) return std::unexpected(tree.error());
  InclusionProof proof;
  proof.size = size == 0 ? tree->size() : size;
  if (id.seq < 0 || id.seq >= proof.size || proof.size > tree->size())
    return fail(Code::not_found, "the stream has no such record at that size");
  const auto leaf = tree->subtree(0, id.seq);
  if (!leaf) return std::unexpected(leaf.error());
  const auto root = root_at(proof.size, tree->source());
  if (!root) return std::unexpected(root.error());
  auto path = inclusion_path(id.seq, proof.size, tree->source());
  if (!path) return std::unexpected(path.error());
  proof.leaf = *leaf;
  proof.root = *root;
  proof.path = std::move(*path);
  return proof;
}

Result<ConsistencyProof> prove_consistency(db::Transaction& transaction, std::int64_t stream,
                                           std::int64_t old_size, std::int64_t size) {
  auto tree = StoredTree::open(transaction, stream);
  if (!tree) return std::unexpected(tree.error());
  if (size == 0) size = tree->size();
  if (old_size <= 0 || old_size > size || size > tree->size())
    return fail(Code::not_found, "the stream was never of that size");
  const auto old_root = root_at(old_size, tree->source());
  if (!old_root) return std::unexpected(old_root.error());
  const auto root = root_at(size, tree->source());
  if (!root) return std::unexpected(root.error());
  auto path = consistency_path(old_size, size, tree->source());
  if (!path) return std::unexpected(path.error());
  return ConsistencyProof{*old_root, *root, std::move(*path)};
}

std::optional<std::string> day_of(db::Transaction& transaction, std::int64_t stream) {
  const auto rows = transaction.raw().exec_params("SELECT day::text FROM audit_stream WHERE id = $1", stream);
  if (rows.empty()) return std::nullopt;
  return rows[0][0].as<std::string>();
}

Result<Bundle> make_bundle(db::Transaction& transaction, RecordId id) {
  const auto day = day_of(transaction, id.stream);
  if (!day) return fail(Code::not_found, "there is no such record");
  const auto lines = transaction.raw().exec_params(
      "SELECT line FROM audit_record WHERE day = $1::date AND stream = $2 AND seq = $3", *day, id.stream,
      id.seq);
  if (lines.empty()) return fail(Code::not_found, "there is no such record");
  const auto notes = transaction.raw().exec_params(
      "SELECT size, note FROM audit_checkpoint WHERE stream = $1 AND size > $2 ORDER BY size DESC LIMIT 1",
      id.stream, id.seq);
  if (notes.empty()) return fail(Code::busy, "no checkpoint covers the record yet");
  auto proof = prove_inclusion(transaction, id, notes[0][0].as<std::int64_t>());
  if (!proof) return std::unexpected(proof.error());
  Bundle bundle{id,
                {lines[0][0].c_str(), lines[0][0].size()},
                std::move(proof->path),
                notes[0][1].as<std::string>(),
                {},
                {}};

  Findings findings;
  Evidence evidence(findings);
  const auto parts = parse_note(bundle.checkpoint);
  for (const SigningKey& known : list_signing_keys(transaction)) {
    if (!known.note.empty()) bundle.keys.push_back(known.note);
    const auto key = Verifier::parse(known.key);
    const bool signed_it =
        key && parts && std::ranges::any_of(parts->signatures, [&](const Note::Signature& signature) {
          return signature.hash == key->hash() && signature.name == key->name();
        });
    if (!signed_it) continue;
    bundle.key = known.key;
    evidence.trust(*key);
  }
  const auto checked = check_bundle(bundle, evidence);
  if (!checked) return fail(Code::database_refused, "the record is damaged: " + checked.error().detail);
  return bundle;
}

std::string consistency_json(std::int64_t stream, std::int64_t old_size, std::int64_t size,
                             const ConsistencyProof& proof) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("stream", base::to_hex(stream))
      .number("old", old_size)
      .number("new", size)
      .text("old_root", base::to_base64(proof.old_root))
      .text("new_root", base::to_base64(proof.root));
  std::string& path = members.key("path") += '[';
  for (const Hash& hash : proof.path) {
    if (path.back() != '[') path += ',';
    base::append_json_string(path, base::to_base64(hash));
  }
  return out + "]}";
}

}  // namespace audit
