// A record in a few words, for lists that people read.
#pragma once

#include <string>
#include <string_view>

namespace audit {

struct Summary {
  std::string merchant;  // appid; empty: none
  std::string what;      // of a query its outcome, with our code or the errcode; else kind and action
  std::string about;     // of a query its selector
};

// Of a line that is none: empty.
Summary summary_of(std::string_view line);

}  // namespace audit
