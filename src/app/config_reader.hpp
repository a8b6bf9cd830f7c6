// Reads a TOML document key by key, collecting every mistake.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace app {

// A key is dotted ("server.public.port"). A value that is absent leaves what is given. A key that nobody
// asked for is a mistake too.
class ConfigReader {
 public:
  ConfigReader(const std::filesystem::path& file, const std::vector<std::string>& overrides);
  ~ConfigReader();

  void flag(std::string_view key, bool& value);
  void text(std::string_view key, std::string& value);
  void texts(std::string_view key, std::vector<std::string>& value);
  void one_of(std::string_view key, std::string& value, const std::vector<std::string>& allowed);
  // In the units of the value, `low` to `high`.
  template <class Int>
  void number(std::string_view key, Int& value, std::int64_t low, std::int64_t high) {
    value = static_cast<Int>(integer(key, static_cast<std::int64_t>(value), low, high));
  }
  // The key ends in `_ms` or `_s`, which is its unit.
  void duration(std::string_view key, std::chrono::milliseconds& value, std::chrono::milliseconds low,
                std::chrono::milliseconds high);
  void path(std::string_view key, std::string& value);  // made absolute, relative to the file
  void ranges(std::string_view key, std::vector<base::Cidr>& value);
  // A list of whole numbers from `low` to `high`.
  void numbers(std::string_view key, std::vector<int>& value, int low, int high);
  // From `<key>_file` or the environment variable that `<key>_env` names.
  void secret(const std::string& key, base::Secret& value, bool required);

  void mistake(std::string_view key, std::string_view what);
  // Nothing, or Code::config_invalid with all mistakes; unknown keys are found here.
  base::Result<> finish();
  // Every setting that was asked for, as it now is, in the units of the file; of secrets only where they are.
  const std::map<std::string, std::string>& values() const;

 private:
  std::int64_t integer(std::string_view key, std::int64_t value, std::int64_t low, std::int64_t high);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace app
