// The command line of weixin-simulator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

namespace simulator {

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;              // 0: a free one
  std::filesystem::path address_file;  // empty: none is written
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  std::size_t threads = 1;
  std::size_t ledger_limit = 200'000;
  bool demo = false;
  bool demo_unauthorized = false;
  bool strict = false;
};

// The options, or the exit status after help (0) or one line about wrong usage (2) was printed.
std::expected<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace simulator
