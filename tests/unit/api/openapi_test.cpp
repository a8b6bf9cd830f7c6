#include <algorithm>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "support/compatible_house.hpp"

namespace openapi_test {

std::string description() { return base::read_file(GATEWAY_SOURCE_DIR "/src/api/openapi.yaml").value(); }

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("openapi lists every public code and every route") {
  const auto text = description();
  for (int i = 0; i <= static_cast<int>(base::Code::internal); ++i) {
    const std::string code(base::name(static_cast<base::Code>(i)));
    CAPTURE(code);
    CHECK(has_line(text, "            - " + code));
  }
  support::CompatibleHouse house;
  auto routes = house.api.routes();
  std::ranges::move(house.dialect.routes(), std::back_inserter(routes));
  for (const auto& route : routes) {
    CAPTURE(route.path);
    CHECK(has_line(text, "  " + route.path + ":"));
  }
}

}  // namespace openapi_test
