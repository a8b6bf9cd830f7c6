#include "tenancy/permission_sets.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tenancy {
namespace {

using Named = std::pair<int, std::string_view>;

constexpr std::array<Named, 30> names{{{1, "messages"},
                                       {2, "users"},
                                       {3, "account service"},
                                       {4, "web pages"},
                                       {5, "old WeChat store"},
                                       {6, "multi customer service"},
                                       {7, "mass send and notifications"},
                                       {8, "cards"},
                                       {9, "scan"},
                                       {10, "Wi-Fi"},
                                       {11, "material"},
                                       {12, "shake"},
                                       {13, "stores"},
                                       {14, "payment"},
                                       {15, "menus"},
                                       {16, "verification status"},
                                       {22, "city service"},
                                       {23, "ads"},
                                       {24, "open-platform account"},
                                       {26, "e-invoice"},
                                       {27, "fast Mini Program registration"},
                                       {33, "Mini Program management"},
                                       {34, "commodity library"},
                                       {44, "good-things circle"},
                                       {46, "one code per item"},
                                       {47, "fiscal e-bill"},
                                       {54, "service-account dialogue"},
                                       {66, "service market"},
                                       {89, "service-account subscription messages"},
                                       {113, "hospital assistant"}}};
static_assert(std::ranges::is_sorted(names, {}, &Named::first));

}  // namespace

std::string_view permission_set_name(int set) {
  const auto* found = std::ranges::lower_bound(names, set, {}, &Named::first);
  return found != names.end() && found->first == set ? found->second : std::string_view();
}

}  // namespace tenancy
