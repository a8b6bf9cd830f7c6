#include "audit/proof.hpp"

#include <bit>

namespace audit {
namespace {

using base::Result;

// The largest power of two below `count`, count ≥ 2.
std::int64_t split_of(std::int64_t count) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(count - 1)));
}

int level_of(std::int64_t count) { return std::countr_zero(static_cast<std::uint64_t>(count)); }

bool is_complete(std::int64_t count) { return std::has_single_bit(static_cast<std::uint64_t>(count)); }

// The hash over the leaves [from, from + count). `from` is a multiple of the smallest power of two that is
// not below `count`, as everywhere in the tree.
Result<Hash> range_hash(std::int64_t from, std::int64_t count, const SubtreeHash& subtree) {
  if (is_complete(count)) return subtree(level_of(count), from / count);
  const std::int64_t split = split_of(count);
  const auto left = subtree(level_of(split), from / split);
  if (!left) return left;
  const auto right = range_hash(from + split, count - split, subtree);
  if (!right) return right;
  return node_hash(*left, *right);
}

// Appends to the path the sibling of every subtree on the way from [from, from + count) down to what is
// wanted; `inside` says where it goes on.
struct Sibling {
  std::int64_t from;
  std::int64_t count;
};

Result<std::vector<Hash>> hashes_of(const std::vector<Sibling>& down, const SubtreeHash& subtree) {
  std::vector<Hash> path;
  path.reserve(down.size());
  for (std::size_t i = down.size(); i-- > 0;) {
    const auto hash = range_hash(down[i].from, down[i].count, subtree);
    if (!hash) return std::unexpected(hash.error());
    path.push_back(*hash);
  }
  return path;
}

}  // namespace

Result<Hash> root_at(std::int64_t size, const SubtreeHash& subtree) { return range_hash(0, size, subtree); }

Result<std::vector<Hash>> inclusion_path(std::int64_t index, std::int64_t size, const SubtreeHash& subtree) {
  std::vector<Sibling> siblings;
  std::int64_t from = 0;
  std::int64_t count = size;
  while (count > 1) {
    const std::int64_t split = split_of(count);
    if (index < from + split) {
      siblings.push_back({from + split, count - split});
      count = split;
    } else {
      siblings.push_back({from, split});
      from += split;
      count -= split;
    }
  }
  return hashes_of(siblings, subtree);
}

Result<std::vector<Hash>> consistency_path(std::int64_t old_size, std::int64_t size,
                                           const SubtreeHash& subtree) {
  std::vector<Sibling> siblings;
  std::int64_t from = 0;
  std::int64_t count = size;
  // Down to the subtree whose end is that of the old tree.
  while (from + count != old_size) {
    const std::int64_t split = split_of(count);
    if (old_size <= from + split) {
      siblings.push_back({from + split, count - split});
      count = split;
    } else {
      siblings.push_back({from, split});
      from += split;
      count -= split;
    }
  }
  // The whole old tree needs no hash: its root is known.
  if (from != 0) siblings.push_back({from, count});
  return hashes_of(siblings, subtree);
}

std::optional<Hash> root_of_path(const Hash& leaf, std::int64_t index, std::int64_t size,
                                 std::span<const Hash> path) {
  if (index < 0 || index >= size) return std::nullopt;
  auto node = static_cast<std::uint64_t>(index);
  auto last = static_cast<std::uint64_t>(size - 1);
  Hash hash = leaf;
  for (const Hash& sibling : path) {
    if (last == 0) return std::nullopt;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return std::nullopt;
  return hash;
}

bool is_consistent(std::int64_t old_size, const Hash& old_root, std::int64_t size, const Hash& root,
                   std::span<const Hash> path) {
  if (old_size < 0 || old_size > size) return false;
  if (old_size == 0) return path.empty();
  if (old_size == size) return path.empty() && old_root == root;

  auto node = static_cast<std::uint64_t>(old_size - 1);
  auto last = static_cast<std::uint64_t>(size - 1);
  const int shift = std::countr_one(node);
  node >>= shift;
  last >>= shift;
  // A complete old tree is its own first hash.
  std::size_t next = 0;
  Hash first = old_root;
  if (node != 0) {
    if (path.empty()) return false;
    first = path[next++];
  }
  Hash old_hash = first;
  Hash new_hash = first;
  for (; next < path.size(); ++next) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = node_hash(path[next], old_hash);
      new_hash = node_hash(path[next], new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, path[next]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == root;
}

}  // namespace audit
