// Merkle proofs (RFC 6962, sections 2.1.1 and 2.1.2), made from the hashes of complete subtrees.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "audit/merkle.hpp"
#include "base/error.hpp"

namespace audit {

// The root over the 2^level leaves from index * 2^level on, all of which exist.
using SubtreeHash = std::function<base::Result<Hash>(int level, std::int64_t index)>;

// The root over the first `size` leaves, size ≥ 1.
base::Result<Hash> root_at(std::int64_t size, const SubtreeHash& subtree);
// The audit path of leaf `index` < `size` in the tree of `size` leaves, from the leaf's side upwards.
base::Result<std::vector<Hash>> inclusion_path(std::int64_t index, std::int64_t size,
                                               const SubtreeHash& subtree);
// That the tree of `old_size` leaves, 0 < old_size ≤ size, is the beginning of that of `size`. Empty when the
// sizes are equal.
base::Result<std::vector<Hash>> consistency_path(std::int64_t old_size, std::int64_t size,
                                                 const SubtreeHash& subtree);

// The root that follows from a leaf's hash and its path; nothing when the path cannot be one.
std::optional<Hash> root_of_path(const Hash& leaf, std::int64_t index, std::int64_t size,
                                 std::span<const Hash> path);
// Whether the path proves it. Size 0 is the beginning of every tree, by an empty path.
bool is_consistent(std::int64_t old_size, const Hash& old_root, std::int64_t size, const Hash& root,
                   std::span<const Hash> path);

}  // namespace audit
