#include "weixin/code_active.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace weixin {
namespace {

template <class T>
using Of = std::optional<T> CodeActive::*;

struct Known {
  std::string_view name;
  std::variant<Of<std::string>, Of<std::uint64_t>, Of<std::int64_t>> member;
};

constexpr std::array<Known, 12> known_members{{
    {"code", &CodeActive::code},
    {"application_id", &CodeActive::application_id},
    {"isv_application_id", &CodeActive::isv_application_id},
    {"activity_name", &CodeActive::activity_name},
    {"product_brand", &CodeActive::product_brand},
    {"product_title", &CodeActive::product_title},
    {"product_code", &CodeActive::product_code},
    {"wxa_appid", &CodeActive::wxa_appid},
    {"wxa_path", &CodeActive::wxa_path},
    {"wxa_type", &CodeActive::wxa_type},
    {"code_start", &CodeActive::code_start},
    {"code_end", &CodeActive::code_end},
}};

void assign(std::optional<std::string>& to, Leaf leaf) { to = as_text(leaf); }
void assign(std::optional<std::uint64_t>& to, Leaf leaf) { to = as_uint64(leaf); }
void assign(std::optional<std::int64_t>& to, Leaf leaf) { to = as_int64(leaf); }

}  // namespace

void CodeActiveReader::member(const Place& place, Leaf leaf) {
  const auto* row =
      place.depth == 1 ? std::ranges::find(known_members, place.name, &Known::name) : known_members.end();
  if (row != known_members.end()) {
    const auto set = [&](auto of) {
      assign(active_.*of, leaf);
      return (active_.*of).has_value();
    };
    const bool usable = std::visit(set, row->member);
    any_ = any_ || usable;
    if (usable || leaf.shape == Shape::null) return;
  }
  if (!begins_again(place) && !skipping_) extra_.leaf(place, leaf);
}

void CodeActiveReader::opened(const Place& place, char bracket) {
  if (begins_again(place)) skipping_ = true;
  if (!skipping_) extra_.open(place, bracket);
}

void CodeActiveReader::closed(const Place& place, char bracket) {
  if (!skipping_) extra_.close(bracket);
  if (place.depth == 1) skipping_ = false;
}

// True for an outermost member that is in `extra` already: of two with one name the first is kept.
bool CodeActiveReader::begins_again(const Place& place) {
  if (place.depth != 1) return false;
  if (std::ranges::find(extra_names_, place.name) != extra_names_.end()) return true;
  extra_names_.emplace_back(place.name);
  return false;
}

std::optional<CodeActive> CodeActiveReader::take() {
  if (!any_) return std::nullopt;
  if (!extra_.members().empty()) active_.extra = "{" + extra_.members() + "}";
  return std::move(active_);
}

}  // namespace weixin
