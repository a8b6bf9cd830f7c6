#include "db/translate.hpp"

#include <exception>

#include <pqxx/pqxx>

#include "base/text.hpp"
#include "db/connection.hpp"

namespace db {
namespace {

using base::Code;

Code code_of(std::string_view sqlstate) {
  if (sqlstate == "23505") return Code::already_exists;
  if (sqlstate == "57014" || sqlstate == "55P03") return Code::deadline_passed;  // statement, lock timeout
  if (sqlstate == "25006") return Code::database_unavailable;  // this server became a standby
  if (sqlstate.starts_with("40")) return Code::conflict;
  if (sqlstate.starts_with("22") || sqlstate.starts_with("23")) return Code::database_refused;
  // Connection lost, out of disk or memory, shutting down, I/O error: not about this statement.
  for (const std::string_view away : {"08", "53", "57P", "58"}) {
    if (sqlstate.starts_with(away)) return Code::database_unavailable;
  }
  return Code::internal;
}

std::string_view detail_of(Code code) {
  switch (code) {
    case Code::already_exists:
      return "it exists already";
    case Code::conflict:
      return "somebody else changed the same rows";
    case Code::deadline_passed:
      return "the database did not answer in time";
    case Code::database_unavailable:
      return "the database cannot be reached";
    case Code::database_in_doubt:
      return "it is not known whether the database committed";
    case Code::database_refused:
      return "the database refused a value";
    default:
      return "the database failed";
  }
}

base::Error make(Code code, std::string cause) {
  return {code, std::string(detail_of(code)), std::move(cause)};
}

base::Error translate() {
  try {
    throw;
  } catch (const pqxx::in_doubt_error&) {
    return make(Code::database_in_doubt, "connection lost in COMMIT");
  } catch (const pqxx::statement_completion_unknown& error) {
    return make(Code::database_in_doubt, one_line(error.what()));
  } catch (const pqxx::broken_connection& error) {
    return make(Code::database_unavailable, one_line(error.what()));
  } catch (const pqxx::transaction_rollback& error) {  // serialization failure, deadlock
    return make(Code::conflict, one_line(error.what()));
  } catch (const pqxx::insufficient_privilege& error) {  // libpqxx 6.4 leaves its SQLSTATE out
    return error_of("42501", error.what());
  } catch (const pqxx::sql_error& error) {
    return error_of(error.sqlstate(), error.what());
  } catch (const std::exception& error) {
    return make(Code::internal, one_line(error.what()));
  } catch (...) {
    return make(Code::internal, "unknown exception");
  }
}

}  // namespace

std::string one_line(std::string_view message) {
  std::string joined;
  while (!message.empty()) {
    const auto end = message.find('\n');
    const auto line = base::trimmed(message.substr(0, end));
    message = end == std::string_view::npos ? std::string_view() : message.substr(end + 1);
    if (line.empty()) continue;
    if (!joined.empty()) joined += "; ";
    joined += line;
  }
  return joined;
}

base::Error error_of(std::string_view sqlstate, std::string_view message) {
  std::string text = one_line(message);
  if (const auto severity = text.find(":  "); severity != std::string::npos) text.erase(0, severity + 3);
  // "invalid input syntax for type bigint: "…"": messages of class 22 quote the value after the colon.
  if (sqlstate.starts_with("22")) text.resize(std::min(text.size(), text.find(": ")));
  return make(code_of(sqlstate), std::string(sqlstate) + " " + text);
}

base::Error translate_current_exception(Connection& connection) {
  base::Error error = translate();
  // A session that ended on its own account (terminated, idle too long in a transaction) says so in an
  // ordinary error first.
  if (error.code != Code::database_in_doubt && connection.broken()) {
    error = make(Code::database_unavailable, std::move(error.cause));
  }
  if (error.code == Code::database_in_doubt || error.code == Code::database_unavailable) {
    connection.mark_broken();
    if (connection.cut_for_hanging()) error.cause = "the server hung, the session was cut; " + error.cause;
  }
  return error;
}

}  // namespace db
