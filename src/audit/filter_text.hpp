// A filter as people write it: on a command line, in a query string.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/filter.hpp"
#include "base/error.hpp"

namespace audit {

// Empty: not given.
struct FilterText {
  std::string from;  // a day (from midnight UTC) or an RFC 3339 time in UTC
  std::string to;
  std::string merchant;
  std::string key;
  std::string client;
  std::vector<std::string> kinds;
  std::string dialect;
  std::vector<std::string> outcomes;
  std::string refusal;
  std::string errcode;
  std::string rid;
  std::string request;
  std::string record;  // <stream>/<seq>
  std::string code;
  std::string code_url;
  std::string application;
  std::string index;     // N or FIRST..LAST; with application
  std::string activity;  // TEXT, or TEXT* for what begins so; the next two as well
  std::string brand;
  std::string title;
};

// Code::invalid_argument names the member with `prefix` in front, such as "--errcode is a number". Without
// from and to where `range` is false.
base::Result<Filter> parse_filter(const FilterText& text, std::string_view prefix, bool range);

}  // namespace audit
