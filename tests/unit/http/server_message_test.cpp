#include <doctest/doctest.h>

#include "http/message.hpp"

namespace server_message_test {

TEST_CASE("headers are found in any case and the first one counts") {
  http::Request request;
  request.headers = {{"Accept", "a"}, {"X-Thing", "one"}, {"x-thing", "two"}};
  CHECK(request.header("ACCEPT") == "a");
  CHECK(request.header("X-THING") == "one");
  CHECK(request.header("missing") == "");
  CHECK(request.count("x-Thing") == 2);
  CHECK(request.count("missing") == 0);
}

struct Row {
  std::string_view query;
  std::string_view name;
  std::optional<std::string> value;
};

const Row rows[] = {
    {"a=1&b=2", "a", "1"},
    {"a=1&b=2", "b", "2"},
    {"a=1&b=2", "c", std::nullopt},
    {"", "a", std::nullopt},
    {"a", "a", ""},
    {"a=", "a", ""},
    {"a=b=c", "a", "b=c"},
    {"&&a=1&", "a", "1"},
    {"a=1&a=1", "a", std::nullopt},
    {"a=1&%61=2", "a", std::nullopt},
    {"%61=x", "a", "x"},
    {"a=%41%4a%4A", "a", "AJJ"},
    {"a=1+2%2B3", "a", "1 2+3"},
    {"a=%", "a", std::nullopt},
    {"a=%4", "a", std::nullopt},
    {"a=%4g", "a", std::nullopt},
    {"a=%zz&b=2", "b", "2"},
    {"%zz=1&b=2", "b", "2"},
    {"a=%00", "a", std::string(1, '\0')},
    {"A=1", "a", std::nullopt},
};

TEST_CASE("parameters of a query string") {
  for (const Row& row : rows) {
    CAPTURE(row.query);
    CHECK(http::query_parameter(row.query, row.name) == row.value);
  }
}

TEST_CASE("how often a parameter stands there whatever its values") {
  CHECK(http::count_query_parameters("", "a") == 0);
  CHECK(http::count_query_parameters("b=1&A=1&aa=1&%zz=1", "a") == 0);
  CHECK(http::count_query_parameters("a", "a") == 1);
  CHECK(http::count_query_parameters("a=%zz", "a") == 1);
  CHECK(http::count_query_parameters("a=1&&b=2&%61=&a", "a") == 3);
}

}  // namespace server_message_test
