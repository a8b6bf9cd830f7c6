#include "db/connect_string.hpp"

#include <string>

#include <doctest/doctest.h>

namespace connect_string_test {

std::string text_of(std::string_view url,
                    std::chrono::milliseconds connect_timeout = std::chrono::seconds(2)) {
  db::ConnectOptions options;
  options.url = base::Secret(url);
  options.application_name = "gateway's";
  options.connect_timeout = connect_timeout;
  options.statement_timeout = std::chrono::milliseconds(700);
  const auto text = db::connect_string(options);
  REQUIRE(text);
  return std::string(text->reveal());
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("both forms of a URL are read and its values are quoted") {
  const auto uri = text_of("postgresql://me:p%27%5C%20x@db.example:6432/gateway?sslmode=verify-full");
  CHECK(has(uri, "host='db.example' "));
  CHECK(has(uri, "port='6432' "));
  CHECK(has(uri, "user='me' "));
  CHECK(has(uri, "password='p\\'\\\\ x' "));
  CHECK(has(uri, "dbname='gateway' "));
  CHECK(has(uri, "sslmode='verify-full' "));
  CHECK(has(text_of("host=/run/postgresql dbname=gateway"), "host='/run/postgresql' "));
}

TEST_CASE("every session gets its limits and settings") {
  const auto text = text_of("dbname=x");
  CHECK(has(text, "application_name='gateway\\'s' "));
  CHECK(has(text, "client_encoding='UTF8' "));
  CHECK(has(text, "tcp_user_timeout='10000' "));
  CHECK(has(text, "keepalives_idle='5' "));
  CHECK(has(text,
            "options=' -c statement_timeout=700 -c lock_timeout=2000 "
            "-c idle_in_transaction_session_timeout=10000 -c client_min_messages=warning "
            "-c client_connection_check_interval=1000 -c TimeZone=UTC -c standard_conforming_strings=on' "));
}

TEST_CASE("the connect timeout is rounded up to what libpq can do") {
  CHECK(has(text_of("dbname=x", std::chrono::milliseconds(1)), "connect_timeout='2' "));
  CHECK(has(text_of("dbname=x", std::chrono::milliseconds(2000)), "connect_timeout='2' "));
  CHECK(has(text_of("dbname=x", std::chrono::milliseconds(2001)), "connect_timeout='3' "));
}

TEST_CASE("the URL may tune what is harmless and not what the program relies on") {
  const auto text = text_of(
      "postgresql:///x?application_name=mine&tcp_user_timeout=3000&client_encoding=LATIN1&connect_timeout=0"
      "&options=-c%20statement_timeout%3D0");
  CHECK(has(text, "application_name='mine' "));
  CHECK(has(text, "tcp_user_timeout='3000' "));
  CHECK(has(text, "client_encoding='UTF8' "));
  CHECK(has(text, "connect_timeout='2' "));
  CHECK(has(text, "options='-c statement_timeout=0 -c statement_timeout=700 "));
}

TEST_CASE("statements are planned once only where that is asked for") {
  db::ConnectOptions options;
  options.url = base::Secret("dbname=x");
  CHECK_FALSE(has(std::string(db::connect_string(options)->reveal()), "plan_cache_mode"));
  options.plan_once = true;
  CHECK(has(std::string(db::connect_string(options)->reveal()), " -c plan_cache_mode=force_generic_plan"));
}

TEST_CASE("something that is no URL is refused without being quoted") {
  for (const char* url : {"hunter2", "postgresql://me:hunter2@host/x?hunter2=1", "password='hunter2"}) {
    db::ConnectOptions options;
    options.url = base::Secret(url);
    const auto text = db::connect_string(options);
    REQUIRE_FALSE(text);
    CHECK(text.error().code == base::Code::config_invalid);
    CHECK_FALSE(has(text.error().detail + text.error().cause, "hunter2"));
  }
}

}  // namespace connect_string_test
