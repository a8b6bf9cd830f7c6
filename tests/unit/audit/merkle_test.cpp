#include "audit/merkle.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace merkle_test {

using audit::Hash;

std::string hex(const Hash& hash) { return base::to_hex(std::span(hash)); }

std::vector<std::string> lines(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back("line " + std::to_string(i));
  }
  return all;
}

// RFC 6962, section 2.1, word for word: the definition that the growing tree is held against.
Hash definition(const std::vector<std::string>& all, std::size_t from, std::size_t to) {
  if (from == to) return crypto::sha256("");
  if (to - from == 1) return audit::leaf_hash(all[from]);
  std::size_t split = 1;
  while (split * 2 < to - from)
    split *= 2;
  return audit::node_hash(definition(all, from, from + split), definition(all, from + split, to));
}

TEST_CASE("an empty tree has the hash of nothing") {
  CHECK(hex(audit::Tree().root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(audit::Tree().frontier().empty());
}

TEST_CASE("leaves and nodes are told apart by their prefix") {
  CHECK(hex(audit::leaf_hash("")) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  CHECK(hex(audit::leaf_hash("L123456")) ==
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  const auto leaf = audit::leaf_hash("");
  CHECK(hex(audit::node_hash(leaf, leaf)) !=
        hex(audit::leaf_hash(std::string(crypto::view(leaf)) + std::string(crypto::view(leaf)))));
}

TEST_CASE("the growing tree is the tree of the definition at every size") {
  const auto all = lines(600);
  audit::Tree tree;
  for (std::size_t size = 1; size <= all.size(); ++size) {
    tree.append(audit::leaf_hash(all[size - 1]));
    REQUIRE(tree.size() == static_cast<std::int64_t>(size));
    if (size < 70 || size % 37 == 0 || size % 256 < 2)
      REQUIRE(hex(tree.root()) == hex(definition(all, 0, size)));
  }
}

TEST_CASE("the frontier holds one root for every bit of the size") {
  audit::Tree tree;
  for (const auto& line : lines(13)) {
    tree.append(audit::leaf_hash(line));
  }
  CHECK(tree.frontier().size() == 3 * 32);  // 13 = 8 + 4 + 1
  CHECK(tree.frontier().substr(0, 32) == crypto::view(definition(lines(13), 0, 8)));
}

TEST_CASE("a tile comes with every 256th leaf and holds them all") {
  const auto all = lines(513);
  audit::Tree tree;
  std::vector<audit::Tile> tiles;
  for (const auto& line : all) {
    if (auto tile = tree.append(audit::leaf_hash(line))) tiles.push_back(std::move(*tile));
  }
  REQUIRE(tiles.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(tiles[i].number == static_cast<std::int64_t>(i));
    REQUIRE(tiles[i].hashes.size() == 8192);
    CHECK(hex(tiles[i].root) == hex(definition(all, 256 * i, 256 * (i + 1))));
    CHECK(tiles[i].hashes.substr(0, 32) == crypto::view(audit::leaf_hash(all[256 * i])));
  }
}

}  // namespace merkle_test
