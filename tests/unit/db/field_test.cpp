#include "db/field.hpp"

#include "db/binary_array.hpp"
#include "session.hpp"

TEST_CASE("bytes go to the database and come back whatever they are") {
  const auto connection = open(support::Postgres::instance().create_database());
  pqxx::work work(connection->raw());
  std::string all;
  for (int byte = 0; byte < 256; ++byte)
    all.push_back(static_cast<char>(byte));
  for (const std::string& bytes : {all, std::string(), std::string(3, '\0')}) {
    const auto row = work.exec_params1("SELECT $1::bytea, length($1::bytea)", db::as_bytea(bytes));
    CHECK(db::bytes_of(row[0]) == bytes);
    CHECK(row[1].as<std::size_t>() == bytes.size());
  }
}

TEST_CASE("times keep their microseconds and NULL is nothing") {
  const auto connection = open(support::Postgres::instance().create_database());
  pqxx::work work(connection->raw());
  const auto time = base::parse_rfc3339("2026-11-22T23:57:03.123456Z");
  REQUIRE(time);
  const auto row = work.exec_params1(
      "SELECT timestamptz '1970-01-01 00:00:00+00' + $1::bigint * interval '1 microsecond',"
      "       (extract(epoch FROM timestamptz '2026-11-22 23:57:03.123456+00') * 1000000)::bigint,"
      "       NULL::bigint, NULL::text, 'text'",
      db::to_micros(*time));
  CHECK(row[0].as<std::string>() == "2026-11-22 23:57:03.123456+00");
  CHECK(db::time_of(row[1]) == *time);
  CHECK(db::optional_time_of(row[1]) == *time);
  CHECK_FALSE(db::optional_time_of(row[2]));
  CHECK_FALSE(db::optional_of<std::string>(row[3]));
  CHECK(db::optional_of<std::string>(row[4]) == "text");
}

TEST_CASE("arrays in binary form hold numbers and times and texts and bytes and nulls") {
  using db::BinaryArray;
  const auto connection = open(support::Postgres::instance().create_database());
  pqxx::work work(connection->raw());
  const auto told = [&](const std::string& type, const BinaryArray& array) {
    return work.exec_params1("SELECT $1::" + type + "[]", db::as_bytea(array.bytes()))[0].as<std::string>();
  };
  BinaryArray numbers(BinaryArray::Of::int8, 3);
  numbers.add(std::numeric_limits<std::int64_t>::min());
  numbers.add(std::optional<std::int64_t>());
  numbers.add(std::int64_t{258});
  CHECK(told("bigint", numbers) == "{-9223372036854775808,NULL,258}");

  BinaryArray times(BinaryArray::Of::timestamptz, 2);
  times.add(*base::parse_rfc3339("2026-11-22T23:57:03.123456Z"));
  times.add(*base::parse_rfc3339("1999-12-31T23:59:59.999999Z"));
  CHECK(told("timestamptz", times) ==
        "{\"2026-11-22 23:57:03.123456+00\",\"1999-12-31 23:59:59.999999+00\"}");

  BinaryArray texts(BinaryArray::Of::text, 3);
  texts.add(std::string_view("a\"\\,{}\n"));
  texts.add_null();
  texts.add(std::string_view());
  CHECK(told("text", texts) == "{\"a\\\"\\\\,{}\n\",NULL,\"\"}");

  BinaryArray bytes(BinaryArray::Of::bytea, 1);
  bytes.add(std::string_view("\0\xff", 2));
  CHECK(told("bytea", bytes) == "{\"\\\\x00ff\"}");
  CHECK(told("text", BinaryArray(BinaryArray::Of::text, 0)) == "{}");
}
