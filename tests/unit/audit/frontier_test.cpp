#include "audit/frontier.hpp"

#include <string>

#include <doctest/doctest.h>

#include "audit/proof.hpp"

namespace frontier_test {

using audit::Hash;

// The roots of all complete subtrees over the leaves 0, 1, …
std::vector<std::vector<Hash>> subtrees_of(std::int64_t size) {
  std::vector<std::vector<Hash>> levels(1);
  for (std::int64_t i = 0; i < size; ++i) {
    levels[0].push_back(audit::leaf_hash(std::to_string(i)));
  }
  while (levels.back().size() > 1) {
    const auto& below = levels.back();
    std::vector<Hash> level;
    for (std::size_t i = 0; i + 1 < below.size(); i += 2) {
      level.push_back(audit::node_hash(below[i], below[i + 1]));
    }
    levels.push_back(std::move(level));
  }
  return levels;
}

TEST_CASE("in trees of all sizes to 2000 frontier inclusion and consistency agree") {
  constexpr std::int64_t most = 2'000;
  const auto levels = subtrees_of(most);
  const audit::SubtreeHash source = [&](int level, std::int64_t index) -> base::Result<Hash> {
    return levels.at(static_cast<std::size_t>(level)).at(static_cast<std::size_t>(index));
  };
  audit::Tree tree;
  audit::Frontier frontier;
  CHECK(frontier.root() == tree.root());
  Hash before = tree.root();
  for (std::int64_t size = 1; size <= most; ++size) {
    const Hash& leaf = levels[0][static_cast<std::size_t>(size - 1)];
    tree.append(leaf);
    frontier.append(leaf);
    const Hash root = tree.root();
    REQUIRE(frontier.size() == size);
    REQUIRE(frontier.root() == root);
    REQUIRE(frontier.bytes() == tree.frontier());
    REQUIRE(audit::root_at(size, source) == root);
    for (const std::int64_t index : {std::int64_t{0}, size * 7 / 11, size - 1}) {
      const auto path = audit::inclusion_path(index, size, source);
      REQUIRE(path);
      const Hash& proven = levels[0][static_cast<std::size_t>(index)];
      REQUIRE(audit::root_of_path(proven, index, size, *path) == root);
      REQUIRE(audit::root_of_path(root, index, size, *path) != (size == 1 ? before : root));
    }
    if (size > 1) {
      const auto path = audit::consistency_path(size - 1, size, source);
      REQUIRE(path);
      REQUIRE(audit::is_consistent(size - 1, before, size, root, *path));
      REQUIRE_FALSE(audit::is_consistent(size - 1, root, size, root, *path));
    }
    before = root;
  }
}

TEST_CASE("whole tiles stand for their leaves") {
  audit::Tree tree;
  audit::Frontier frontier;
  for (int i = 0; i < 5 * audit::tile_size + 3; ++i) {
    const Hash leaf = audit::leaf_hash(std::to_string(i));
    const auto tile = tree.append(leaf);
    if (tile) frontier.append_tile(tile->root);
  }
  for (std::int64_t i = 5 * audit::tile_size; i < 5 * audit::tile_size + 3; ++i) {
    frontier.append(audit::leaf_hash(std::to_string(i)));
  }
  CHECK(frontier.size() == tree.size());
  CHECK(frontier.root() == tree.root());
}

}  // namespace frontier_test
