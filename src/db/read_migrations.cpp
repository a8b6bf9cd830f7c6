#include <algorithm>
#include <charconv>
#include <optional>

#include "base/file.hpp"
#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "db/migrate.hpp"

namespace db {
namespace {

// The number of "0001_schema.sql"; nothing for a name of another form.
std::optional<int> number_of(const std::string& name) {
  constexpr std::size_t digits = 4;
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + std::min(digits, name.size()), number);
  if (error != std::errc() || end != name.data() + digits || number < 1) return std::nullopt;
  if (name.size() <= digits + std::string_view("_.sql").size() || name[digits] != '_') return std::nullopt;
  return number;
}

base::Result<Migration> read_migration(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const auto number = number_of(name);
  if (!number) {
    return base::fail(base::Code::config_invalid,
                      path.string() + ": a migration is named like 0001_schema.sql");
  }
  auto sql = base::read_file(path);
  if (!sql) return std::unexpected(sql.error());
  std::string checksum = base::to_hex(crypto::sha256(*sql));
  return Migration{*number, name, std::move(*sql), std::move(checksum)};
}

}  // namespace

base::Result<std::vector<Migration>> read_migrations(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<Migration> migrations;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".sql") continue;
    auto migration = read_migration(entry->path());
    if (!migration) return std::unexpected(migration.error());
    migrations.push_back(std::move(*migration));
  }
  if (error) return base::fail(base::Code::io_failed, folder.string() + ": " + error.message());
  if (migrations.empty()) return base::fail(base::Code::io_failed, folder.string() + ": no migrations in it");

  std::ranges::sort(migrations, {}, &Migration::name);
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    const int expected = static_cast<int>(i) + 1;
    if (migrations[i].number == expected) continue;
    const std::string what = migrations[i].number < expected
                                 ? "the number of " + migrations[i].name + " stands twice"
                                 : "migration " + std::to_string(expected) + " is missing";
    return base::fail(base::Code::config_invalid, folder.string() + ": " + what);
  }
  return migrations;
}

}  // namespace db
