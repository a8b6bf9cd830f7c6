// How places that many want are shared without anybody being counted out.
#pragma once

#include <cstddef>

namespace base {

// Whether somebody who holds `mine` of the `used` places may take one more of `all`: only while more are free
// than he holds. So the last m free places go to those who hold fewer than m, one alone gets at most half of
// all (rounded up), k alike get about 1/(k+1) each while as much stays free for the next, and who holds none
// is refused only when nothing is free.
constexpr bool may_take_one(std::size_t mine, std::size_t used, std::size_t all) {
  return used < all && mine < all - used;
}

}  // namespace base
