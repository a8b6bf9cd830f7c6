// The RFC 6962 tree over the lines of a stream.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "crypto/hash.hpp"

namespace audit {

using Hash = crypto::Sha256Digest;

// SHA-256(0x00 ‖ line), RFC 6962 section 2.1.
Hash leaf_hash(std::string_view line);
// SHA-256(0x01 ‖ left ‖ right).
Hash node_hash(const Hash& left, const Hash& right);

inline constexpr std::int64_t tile_size = 256;

// A full tile: 256 leaf hashes and the root over them.
struct Tile {
  std::int64_t number = 0;
  Hash root{};
  std::string hashes;  // 8192 bytes
};

// The root of a tree by the roots of its complete subtrees, left to right; SHA-256 of nothing for none.
Hash root_of_peaks(const std::vector<Hash>& peaks);

// A growing tree: the roots of its complete subtrees, and the leaves of the tile that is not full yet.
class Tree {
 public:
  // Adds a leaf; gives the tile when this leaf fills one.
  std::optional<Tile> append(const Hash& leaf);

  std::int64_t size() const { return size_; }
  // The Merkle tree hash of all leaves; SHA-256 of nothing for the empty tree.
  Hash root() const { return root_of_peaks(frontier_); }
  const std::vector<Hash>& peaks() const { return frontier_; }
  // The roots of the complete subtrees, left to right, 32 bytes each: what the stream row keeps.
  std::string frontier() const;

 private:
  std::int64_t size_ = 0;
  std::vector<Hash> frontier_;
  std::string tile_;
};

}  // namespace audit
