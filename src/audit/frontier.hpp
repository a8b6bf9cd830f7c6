// A growing tree of which only the roots of its complete subtrees are kept: what checking needs.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "audit/merkle.hpp"

namespace audit {

class Frontier {
 public:
  void append(const Hash& leaf) { append(leaf, 0); }
  // A whole tile of 256 leaves by its root; only when size() is a multiple of 256.
  void append_tile(const Hash& root) { append(root, 8); }

  std::int64_t size() const { return size_; }
  // The Merkle tree hash of all leaves; SHA-256 of nothing for the empty tree.
  Hash root() const;
  // As Tree::frontier().
  std::string bytes() const;

 private:
  // The root over 2^level leaves, where as many fit.
  void append(const Hash& hash, int level);

  std::int64_t size_ = 0;
  std::size_t count_ = 0;
  std::array<Hash, 64> roots_;
};

}  // namespace audit
