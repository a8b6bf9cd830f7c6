// What every answer of WeChat's APIs has in common, read leniently and once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weixin/json_walk.hpp"

namespace weixin {

struct Answer {
  std::int64_t errcode = 0;  // absent and null mean 0; a numeric string is a number
  std::string errmsg;
  std::string rid;  // "637f097b-107e6569-34b61712", empty: none
};

// Reads an answer; the members that belong to a single API go to whoever derives from it.
class AnswerReader : private Walker {
 public:
  // Once. Nothing when the body is not a JSON object (HTML, cut short, empty, not UTF-8, nested deeper than
  // 32), or when its errcode is no number.
  std::optional<Answer> read(std::string_view body);

 protected:
  AnswerReader() = default;

 private:
  virtual void member(const Place& place, Leaf leaf) = 0;
  virtual void opened(const Place&, char) {}
  virtual void closed(const Place&, char) {}

  void leaf(const Place& place, Leaf leaf) final;
  void open(const Place& place, char bracket) final;
  void close(const Place& place, char bracket) final { closed(place, bracket); }

  Answer answer_;
  bool errcode_is_wrong_ = false;
};

// The rid inside an errmsg: three groups of eight hex digits after "rid: " (weixin-protocol, section 7.2).
std::string rid_of(std::string_view errmsg);

}  // namespace weixin
