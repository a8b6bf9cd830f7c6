// Requests and answers for tests of handlers, without a connection.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "http/message.hpp"

namespace support {

// The value of the only header of that name; empty when there is none. Fails the test when there are several.
inline std::string_view header(const http::Response& response, std::string_view name) {
  std::string_view value;
  int found = 0;
  for (const auto& [key, text] : response.headers) {
    if (key != name) continue;
    value = text;
    ++found;
  }
  CHECK_MESSAGE(found <= 1, "header stands more than once: ", std::string(name));
  return value;
}

// Keeps member order.
inline nlohmann::ordered_json parse(const http::Response& response) {
  return nlohmann::ordered_json::parse(response.body);
}

}  // namespace support
