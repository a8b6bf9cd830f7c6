#include "audit/proof.hpp"

#include <map>
#include <string>

#include <doctest/doctest.h>

namespace proof_test {

using audit::Hash;

// All complete subtrees of a tree that grows leaf by leaf.
class Subtrees {
 public:
  explicit Subtrees(std::int64_t size) {
    for (std::int64_t i = 0; i < size; ++i) {
      levels_[0].push_back(audit::leaf_hash(std::to_string(i)));
      for (int level = 0; levels_[level].size() % 2 == 0; ++level) {
        const auto& below = levels_[level];
        levels_[level + 1].push_back(audit::node_hash(below[below.size() - 2], below.back()));
        if (levels_[level + 1].size() % 2 != 0) break;
      }
    }
  }
  audit::SubtreeHash source() {
    return [this](int level, std::int64_t index) -> base::Result<Hash> {
      return levels_.at(level).at(static_cast<std::size_t>(index));
    };
  }

 private:
  std::map<int, std::vector<Hash>> levels_;
};

constexpr std::int64_t most = 300;

std::vector<Hash> roots(std::int64_t size) {
  std::vector<Hash> out{audit::Tree().root()};
  audit::Tree tree;
  for (std::int64_t i = 0; i < size; ++i) {
    tree.append(audit::leaf_hash(std::to_string(i)));
    out.push_back(tree.root());
  }
  return out;
}

Hash flipped(Hash hash) {
  hash[7] ^= std::byte{1};
  return hash;
}

TEST_CASE("every leaf is proven in every tree and no other leaf by its path") {
  Subtrees subtrees(most);
  const auto root = roots(most);
  for (std::int64_t size = 1; size <= most; size += size < 40 ? 1 : 13) {
    REQUIRE(audit::root_at(size, subtrees.source()) == root[static_cast<std::size_t>(size)]);
    for (std::int64_t index = 0; index < size; ++index) {
      const auto path = audit::inclusion_path(index, size, subtrees.source());
      REQUIRE(path);
      const Hash leaf = audit::leaf_hash(std::to_string(index));
      const auto& wanted = root[static_cast<std::size_t>(size)];
      REQUIRE(audit::root_of_path(leaf, index, size, *path) == wanted);
      REQUIRE(audit::root_of_path(flipped(leaf), index, size, *path) != wanted);
      if (index > 0) REQUIRE(audit::root_of_path(leaf, index - 1, size, *path) != wanted);
      if (!path->empty()) {
        auto changed = *path;
        changed.front() = flipped(changed.front());
        REQUIRE(audit::root_of_path(leaf, index, size, changed) != wanted);
        changed = *path;
        changed.pop_back();
        REQUIRE_FALSE(audit::root_of_path(leaf, index, size, changed) == wanted);
      }
    }
  }
  CHECK_FALSE(audit::root_of_path({}, 1, 1, {}));
  CHECK_FALSE(audit::root_of_path({}, -1, 1, {}));
}

TEST_CASE("every earlier tree is proven to be the beginning of every later one") {
  Subtrees subtrees(most);
  const auto root = roots(most);
  for (std::int64_t size = 1; size <= most; size += size < 40 ? 1 : 13) {
    const auto& now = root[static_cast<std::size_t>(size)];
    for (std::int64_t old = 1; old <= size; ++old) {
      const auto path = audit::consistency_path(old, size, subtrees.source());
      REQUIRE(path);
      const auto& before = root[static_cast<std::size_t>(old)];
      REQUIRE(audit::is_consistent(old, before, size, now, *path));
      REQUIRE_FALSE(audit::is_consistent(old, flipped(before), size, now, *path));
      REQUIRE_FALSE(audit::is_consistent(old, before, size, flipped(now), *path));
      if (old > 1) REQUIRE_FALSE(audit::is_consistent(old - 1, before, size, now, *path));
    }
    CHECK(audit::is_consistent(0, root[0], size, now, {}));
  }
}

}  // namespace proof_test
