#include "db/field.hpp"

namespace db {

std::string bytes_of(const pqxx::field& field) {
  const pqxx::binarystring bytes(field);
  return {bytes.get(), bytes.size()};
}

pqxx::binarystring as_bytea(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

base::WallTime time_of(const pqxx::field& micros) {
  return base::WallTime(base::Micros(micros.as<std::int64_t>()));
}

std::optional<base::WallTime> optional_time_of(const pqxx::field& micros) {
  if (micros.is_null()) return std::nullopt;
  return time_of(micros);
}

std::int64_t to_micros(base::WallTime time) { return time.time_since_epoch().count(); }

}  // namespace db
