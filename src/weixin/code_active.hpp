// The activation data in an answer of codeactivequery (weixin-protocol, section 6.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "weixin/answer.hpp"

namespace weixin {

// Numeric strings are numbers where a number belongs, and integers are strings where a string does. A member
// that WeChat left out or sent as null is left out here; one of another type stands in `extra` as it came.
struct CodeActive {
  std::optional<std::string> code;
  std::optional<std::uint64_t> application_id;
  std::optional<std::string> isv_application_id;
  std::optional<std::string> activity_name;
  std::optional<std::string> product_brand;
  std::optional<std::string> product_title;
  std::optional<std::string> product_code;
  std::optional<std::string> wxa_appid;
  std::optional<std::string> wxa_path;
  std::optional<std::int64_t> wxa_type;  // 0 release, 1 development, 2 trial
  std::optional<std::uint64_t> code_start;
  std::optional<std::uint64_t> code_end;
  std::string extra;  // members that we do not know, as one JSON object; empty: none

  bool operator==(const CodeActive&) const = default;
};

class CodeActiveReader final : public AnswerReader {
 public:
  // After read() gave errcode 0, once. Nothing when none of the members above was there: an answer that says
  // nothing about a code does not say that it is active.
  std::optional<CodeActive> take();

 private:
  void member(const Place& place, Leaf leaf) override;
  void opened(const Place& place, char bracket) override;
  void closed(const Place& place, char bracket) override;
  bool begins_again(const Place& place);

  CodeActive active_;
  bool any_ = false;
  JsonCopy extra_;
  std::vector<std::string> extra_names_;
  bool skipping_ = false;  // inside an unknown member that stood before
};

}  // namespace weixin
