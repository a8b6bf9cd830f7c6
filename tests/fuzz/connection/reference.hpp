// A second opinion on where requests begin and end: simple, slow and strict, sharing nothing with src/http.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fuzz {

// What the routes of the house under test are, as far as framing depends on them.
struct Target {
  bool handled;            // a handler is called for it
  std::size_t body_limit;  // bytes
};
Target target_of(std::string_view method, std::string_view path);

inline constexpr std::size_t header_limit = 1024;

struct Expected {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool handled = false;
  bool expects_continue = false;
};

struct Reading {
  std::vector<Expected> requests;  // those that are to be answered as understood, in order
  bool certain = true;             // false: chunk extensions or trailers were met, which may be refused
};

// Everything that a client sent on one connection before it closed its side.
Reading read_requests(std::string_view sent);

}  // namespace fuzz
