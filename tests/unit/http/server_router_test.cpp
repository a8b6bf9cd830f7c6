#include <stdexcept>

#include <doctest/doctest.h>

#include "http/router.hpp"

namespace server_router_test {

using http::Method;

http::Handler nothing() {
  return [](const http::Request&) -> base::Awaitable<http::Response> { co_return http::Response(); };
}

http::Response render(const http::FailedRequest&) { return {}; }

http::Router table() {
  return http::Router(
      {
          {Method::get, "/", 0, nothing()},
          {Method::get, "/v1/me", 0, nothing()},
          {Method::post, "/v1/query", 16, nothing()},
          {Method::get, "/keys", 0, nothing()},
          {Method::post, "/keys", 0, nothing()},
          {Method::get, "/keys/{id}", 0, nothing()},
          {Method::del, "/keys/{id}", 0, nothing()},
          {Method::post, "/keys/search", 0, nothing()},
          {Method::put, "/a/{x}/b/{y}", 0, nothing()},
          {Method::patch, "/a/{x}/b/fixed", 0, nothing()},
          {Method::get, "/own", 0, nothing()},
          {Method::head, "/own", 0, nothing()},
      },
      render);
}

struct Row {
  std::string about;
  std::optional<Method> method;
  std::string_view path;
  std::string_view route;  // "METHOD path", empty when there is none
  std::vector<std::string_view> parameters;
  std::string_view allow;
};

const Row rows[] = {
    {"the root", Method::get, "/", "GET /", {}, ""},
    {"a literal", Method::get, "/v1/me", "GET /v1/me", {}, ""},
    {"HEAD stands behind GET", Method::head, "/v1/me", "GET /v1/me", {}, ""},
    {"HEAD with a row of its own", Method::head, "/own", "HEAD /own", {}, ""},
    {"GET beside a HEAD row", Method::get, "/own", "GET /own", {}, ""},
    {"the wrong verb", Method::post, "/v1/me", "", {}, "GET, HEAD"},
    {"HEAD where there is no GET", Method::head, "/v1/query", "", {}, "POST"},
    {"a verb that no route has", std::nullopt, "/keys", "", {}, "GET, HEAD, POST"},
    {"a verb that no route has, nowhere", std::nullopt, "/none", "", {}, ""},
    {"nowhere", Method::get, "/none", "", {}, ""},
    {"a slash too many", Method::get, "/v1/me/", "", {}, ""},
    {"a slash too many in the middle", Method::get, "/v1//me", "", {}, ""},
    {"a prefix", Method::get, "/v1", "", {}, ""},
    {"other case", Method::get, "/V1/me", "", {}, ""},
    {"percent is not decoded", Method::get, "/v1/%6de", "", {}, ""},
    {"a parameter", Method::get, "/keys/k-1", "GET /keys/{id}", {"k-1"}, ""},
    {"a parameter is not decoded", Method::del, "/keys/a%2Fb", "DELETE /keys/{id}", {"a%2Fb"}, ""},
    {"a parameter is not empty", Method::get, "/keys/", "", {}, ""},
    {"a literal goes before a parameter", Method::post, "/keys/search", "POST /keys/search", {}, ""},
    {"but not for the verbs it lacks", Method::get, "/keys/search", "GET /keys/{id}", {"search"}, ""},
    {"all rows of a path are in Allow", Method::put, "/keys/search", "", {}, "GET, HEAD, POST, DELETE"},
    {"two parameters", Method::put, "/a/1/b/2", "PUT /a/{x}/b/{y}", {"1", "2"}, ""},
    {"patterns in their order", Method::patch, "/a/1/b/fixed", "PATCH /a/{x}/b/fixed", {"1"}, ""},
    {"a pattern's wrong verb", Method::get, "/a/1/b/fixed", "", {}, "PUT, PATCH"},
    {"too long for a pattern", Method::put, "/a/1/b/2/c", "", {}, ""},
};

TEST_CASE("the route table") {
  const auto router = table();
  for (const Row& row : rows) {
    CAPTURE(row.about);
    const auto match = router.match(row.method, row.path);
    const auto route = match.route ? std::string(http::to_text(match.route->method)) + " " + match.route->path
                                   : std::string();
    CHECK(route == row.route);
    CHECK(match.parameters == row.parameters);
    CHECK(match.allow == row.allow);
  }
}

TEST_CASE("a table that cannot be meant is refused") {
  const auto refused = [](std::vector<http::Route> routes, http::FailureRenderer renderer = render) {
    try {
      const http::Router router(std::move(routes), std::move(renderer));
      return false;
    } catch (const std::invalid_argument&) {
      return true;
    }
  };
  CHECK(refused({{Method::get, "no-slash", 0, nothing()}}));
  CHECK(refused({{Method::get, "", 0, nothing()}}));
  CHECK(refused({{Method::get, "/a/{x", 0, nothing()}}));
  CHECK(refused({{Method::get, "/a/x}", 0, nothing()}}));
  CHECK(refused({{Method::get, "/a/pre{x}", 0, nothing()}}));
  CHECK(refused({{Method::get, "/a/{x}{y}", 0, nothing()}}));
  CHECK(refused({{Method::get, "/a/{", 0, nothing()}}));
  CHECK(refused({{Method::get, "/a", 0, nullptr}}));
  CHECK(refused({{Method::get, "/a", 0, nothing()}, {Method::get, "/a", 0, nothing()}}));
  CHECK(refused({{Method::get, "/{a}", 0, nothing()}, {Method::get, "/{a}", 0, nothing()}}));
  CHECK(refused({}, nullptr));
  CHECK_FALSE(refused({{Method::get, "/a", 0, nothing()}, {Method::post, "/a", 0, nothing()}}));
}

}  // namespace server_router_test
