// What the tests of this room share.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <pqxx/pqxx>

#include "db/connection.hpp"
#include "support/postgres.hpp"

namespace {

inline db::ConnectOptions options_for(const std::string& url) {
  db::ConnectOptions options;
  options.url = base::Secret(std::string_view(url));
  options.application_name = "unit_db";
  return options;
}

inline std::unique_ptr<db::Connection> open(const db::ConnectOptions& options) {
  auto connection = db::Connection::open(options);
  if (!connection) FAIL(connection.error().cause);
  return std::move(*connection);
}

inline std::unique_ptr<db::Connection> open(const std::string& url) { return open(options_for(url)); }

// One statement in a transaction of its own; its first field.
inline base::Result<std::string> query(db::Connection& connection, const std::string& statement) {
  return db::attempt(connection, [&](db::Connection& session) -> base::Result<std::string> {
    pqxx::work work(session.raw());
    const auto result = work.exec(statement);
    work.commit();
    return result.empty() ? std::string() : std::string(result[0][0].c_str());
  });
}

}  // namespace
