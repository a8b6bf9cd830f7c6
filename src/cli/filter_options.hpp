// The options that name records, for `audit search` and `audit export`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audit/filter.hpp"
#include "base/error.hpp"

namespace CLI {
class App;
}

namespace cli {

// As they stand on the command line.
struct FilterOptions {
  std::string from;
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
  std::string code;
  std::string code_url;
  std::string application;
  std::string index;
};

// Adds them but for --from and --to, which commands understand differently.
void add_filter_options(CLI::App& command, const std::shared_ptr<FilterOptions>& options);

// Without --from and --to. Code::invalid_argument names the option.
base::Result<audit::Filter> parse_filter(const FilterOptions& options);

}  // namespace cli
