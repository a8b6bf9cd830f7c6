#include "weixin/refused_address.hpp"

#include <algorithm>

#include "base/address.hpp"

namespace weixin {

std::string address_in(std::string_view errmsg) {
  while (!errmsg.empty()) {
    const auto word = errmsg.substr(0, errmsg.find_first_of(" ,"));
    if (const auto address = base::parse_address(word)) return base::unmapped(*address).to_string();
    errmsg.remove_prefix(std::min(errmsg.size(), word.size() + 1));
  }
  return {};
}

}  // namespace weixin
