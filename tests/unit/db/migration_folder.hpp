// A temporary folder of migration files.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "db/migrate.hpp"

namespace {

class MigrationFolder {
 public:
  MigrationFolder() {
    std::string pattern = "/tmp/marketcode-migrations-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~MigrationFolder() { std::filesystem::remove_all(path_); }
  MigrationFolder(const MigrationFolder&) = delete;
  MigrationFolder& operator=(const MigrationFolder&) = delete;

  MigrationFolder& put(const std::string& name, const std::string& sql) {
    std::ofstream(path_ / name) << sql;
    return *this;
  }
  MigrationFolder& remove(const std::string& name) {
    std::filesystem::remove(path_ / name);
    return *this;
  }
  const std::filesystem::path& path() const { return path_; }
  std::vector<db::Migration> read() const {
    auto migrations = db::read_migrations(path_);
    if (!migrations) FAIL(migrations.error().detail);
    return std::move(*migrations);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace
