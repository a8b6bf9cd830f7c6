#include "platform/code_rules.hpp"

#include <algorithm>
#include <array>

namespace platform {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t code_invalid = 61009;
constexpr std::int64_t code_expired = 61010;
constexpr std::array<std::string_view, 10> publish_checks{
    "wx05d483572dcd5d8b", "wx14550af28c71a144", "wx570bc396a51b8ff8", "wx5910277cae6fd970",
    "wx7720d01d4b2a4500", "wx8e1097c5bc82cde9", "wx9252c5e0bb1836fc", "wxa35b9c23cfe664eb",
    "wxc39235c15087f6f3", "wxd101a85aa106f53e"};
static_assert(std::ranges::is_sorted(publish_checks));

}  // namespace

CodeStep step_after(const tokens::Refusal& refusal, bool merchant_known, bool expired) {
  if (refusal.errcode == code_expired) return merchant_known ? CodeStep::recover : CodeStep::give_up;
  if (refusal.errcode == code_invalid || refusal.errcode == account_limited) return CodeStep::give_up;
  return expired ? CodeStep::give_up : CodeStep::later;
}

std::chrono::milliseconds pause_after(int tries) {
  const int doublings = std::clamp(tries - 1, 0, 5);
  return std::min<std::chrono::milliseconds>(2s * (1 << doublings), 1min);
}

bool is_publish_check(std::string_view appid) { return std::ranges::binary_search(publish_checks, appid); }

}  // namespace platform
