// Reading and writing pqxx values. For files named *_store.cpp only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <pqxx/pqxx>

#include "base/clock.hpp"

namespace db {

template <class T>
std::optional<T> optional_of(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<T>();
}

// Lives as long as the result; empty for null.
inline std::string_view view_of(const pqxx::field& field) { return {field.c_str(), field.size()}; }

// bytea, both ways.
std::string bytes_of(const pqxx::field& field);
pqxx::binarystring as_bytea(std::string_view bytes);

// timestamptz travels as microseconds since 1970, so that no text form and no time zone setting is ever in
// play: select `(extract(epoch from t)*1000000)::bigint`, write `to_timestamp_micros($1)` (migration 1).
base::WallTime time_of(const pqxx::field& micros);
std::optional<base::WallTime> optional_time_of(const pqxx::field& micros);
std::int64_t to_micros(base::WallTime time);

}  // namespace db
