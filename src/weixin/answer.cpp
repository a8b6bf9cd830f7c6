#include "weixin/answer.hpp"

namespace weixin {
namespace {

constexpr std::size_t rid_size = 26;  // 8-8-8

bool is_rid(std::string_view text) {
  if (text.size() < rid_size) return false;
  for (std::size_t i = 0; i < rid_size; ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (i == 8 || i == 17 ? c != '-' : !hex) return false;
  }
  return true;
}

}  // namespace

std::optional<Answer> AnswerReader::read(std::string_view body) {
  if (!walk(body, *this) || errcode_is_wrong_) return std::nullopt;
  answer_.rid = rid_of(answer_.errmsg);
  return std::move(answer_);
}

void AnswerReader::leaf(const Place& place, Leaf leaf) {
  if (place.depth == 1 && place.name == "errcode") {
    const auto errcode = leaf.shape == Shape::null ? std::optional<std::int64_t>(0) : as_int64(leaf);
    errcode_is_wrong_ = !errcode;
    answer_.errcode = errcode.value_or(0);
  } else if (place.depth == 1 && place.name == "errmsg") {
    answer_.errmsg = leaf.shape == Shape::text ? leaf.text : std::string_view();
  } else {
    member(place, leaf);
  }
}

void AnswerReader::open(const Place& place, char bracket) {
  if (place.depth == 1 && place.name == "errcode") errcode_is_wrong_ = true;
  opened(place, bracket);
}

std::string rid_of(std::string_view errmsg) {
  constexpr std::string_view mark = "rid: ";
  for (auto at = errmsg.rfind(mark); at != std::string_view::npos; at = errmsg.rfind(mark, at - 1)) {
    const auto rest = errmsg.substr(at + mark.size());
    if (is_rid(rest)) return std::string(rest.substr(0, rid_size));
    if (at == 0) break;
  }
  return {};
}

}  // namespace weixin
