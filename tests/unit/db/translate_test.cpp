#include "db/translate.hpp"

#include <doctest/doctest.h>

namespace translate_test {

using base::Code;

TEST_CASE("a message becomes one line") {
  CHECK(db::one_line("") == "");
  CHECK(db::one_line("\n \n") == "");
  CHECK(db::one_line("connection failed: refused\n\tIs the server running?\n") ==
        "connection failed: refused; Is the server running?");
}

TEST_CASE("every SQLSTATE that matters has its code") {
  struct Row {
    const char* sqlstate;
    Code code;
  };
  constexpr Row rows[] = {
      {"23505", Code::already_exists},
      {"23503", Code::database_refused},
      {"22001", Code::database_refused},
      {"40001", Code::conflict},
      {"40P01", Code::conflict},
      {"57014", Code::deadline_passed},
      {"55P03", Code::deadline_passed},
      {"57P01", Code::database_unavailable},
      {"57P03", Code::database_unavailable},
      {"08006", Code::database_unavailable},
      {"53100", Code::database_unavailable},
      {"53300", Code::database_unavailable},
      {"58030", Code::database_unavailable},
      {"25006", Code::database_unavailable},
      {"42501", Code::internal},
      {"42P01", Code::internal},
      {"P0001", Code::internal},
      {"", Code::internal},
  };
  for (const Row& row : rows) {
    CAPTURE(row.sqlstate);
    CHECK(db::error_of(row.sqlstate, "ERROR:  no\n").code == row.code);
  }
}

TEST_CASE("the severity is left out and so is the value that a message of class 22 quotes") {
  CHECK(db::error_of("42P01", "ERROR:  relation \"t\" does not exist\n").cause ==
        "42P01 relation \"t\" does not exist");
  CHECK(db::error_of("22P02", "ERROR:  invalid input syntax for type bigint: \"secret\"\n").cause ==
        "22P02 invalid input syntax for type bigint");
  CHECK(db::error_of("22001", "ERROR:  value too long for type character varying(3)\n").cause ==
        "22001 value too long for type character varying(3)");
}

}  // namespace translate_test
