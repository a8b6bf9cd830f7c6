// What the load generator asks: one query a time, of many merchants.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

enum class Choice { uniform, zipf };

// Requests of one shape and length; each has a key, chosen among all, and a code of its own.
class Requests {
 public:
  // `keys` have one length. With Choice::zipf the n-th key is asked with 1/n as often as the first.
  Requests(std::string_view path, std::vector<std::string> keys, Choice choice, std::uint64_t seed);

  // The next one, until the next call.
  std::string_view next();

 private:
  const std::string& pick();

  std::vector<std::string> keys_;
  std::vector<double> sums_;  // of Zipf's weights; empty: uniform
  std::mt19937_64 random_;
  std::string text_;
  std::size_t key_at_ = 0;
  std::size_t index_at_ = 0;
  std::uint64_t number_ = 0;
};

// The lines of a file; ends the program when there are none, or their lengths differ.
std::vector<std::string> read_keys(const std::string& file);

}  // namespace bench
