// What `serve` wants to know of a database before it trusts it with the log. For this room only.
#pragma once

#include <optional>
#include <string>

namespace db {

struct DatabaseFacts {
  int server_version = 0;  // server_version_num: 150020 for 15.20
  bool fsync = true;
  std::string synchronous_commit = "on";
  std::string role;
  bool superuser = false;
  bool create_role = false;
  bool bypass_row_security = false;
  // The first table, schema or database that the role owns or, by membership, can act as the owner of.
  std::optional<std::string> owned;
};

// The first thing that is wrong, in one line; nothing when all is well.
std::optional<std::string> objection_to(const DatabaseFacts& facts);

}  // namespace db
