#include "query/selector_problem.hpp"

#include <string>

#include "base/text.hpp"
#include "query/selector_received.hpp"

namespace query {
namespace {

using base::Code;
using Reason = ReadFailure::Reason;

// A name of the caller's own is shown back only while it is short, and no credential.
constexpr std::size_t longest_shown_name = 64;

// Each '$' in a text stands for the member's name.
std::string fill(std::string_view text, std::string_view member) {
  std::string out;
  for (const char c : text) {
    if (c == '$') {
      out += member;
    } else {
      out += c;
    }
  }
  return out;
}

SelectorProblem problem(Code code, std::string_view member, std::string_view en, std::string_view zh) {
  return {.code = code,
          .empty_body = false,
          .member = std::string(member),
          .detail = fill(en, member),
          .detail_zh = fill(zh, member),
          .received = {}};
}

SelectorProblem malformed(std::string_view member, std::string_view en, std::string_view zh) {
  return problem(Code::request_malformed, member, en, zh);
}

SelectorProblem invalid(std::string_view member, std::string_view en, std::string_view zh) {
  return problem(Code::selector_invalid, member, en, zh);
}

SelectorProblem not_json(std::string_view body) {
  if (body.starts_with("\xef\xbb\xbf")) {
    return malformed({}, "The body begins with a byte order mark: send the JSON without it.",
                     "请求体以字节顺序标记 (BOM) 开头：请去掉它再发送。");
  }
  if (!base::is_utf8(body)) {
    return malformed({}, "The body is not valid UTF-8: encode the JSON in UTF-8.",
                     "请求体不是合法的 UTF-8：请用 UTF-8 编码 JSON。");
  }
  return malformed({}, "The body is not valid JSON: send one JSON object.",
                   "请求体不是合法的 JSON：请发送一个 JSON 对象。");
}

SelectorProblem unknown_member(std::string_view member) {
  if (member.size() > longest_shown_name || holds_api_key(member)) {
    return malformed(
        {},
        "The body has a member that is not known: send application_id with code_index, or code_url, or code.",
        "请求体含有未知字段：请发送 application_id 和 code_index，或 code_url，或 code。");
  }
  return malformed(member,
                   "The member '$' is not known: send application_id with code_index, or code_url, or code.",
                   "未知字段“$”：请发送 application_id 和 code_index，或 code_url，或 code。");
}

}  // namespace

SelectorProblem empty_body() {
  auto empty = malformed({}, "The body is empty: send a JSON object with one selector.",
                         "请求体为空：请发送包含一个选择器的 JSON 对象。");
  empty.empty_body = true;
  return empty;
}

SelectorProblem body_too_long() {
  return malformed({}, "The body is longer than 16384 bytes.", "请求体超过 16384 字节。");
}

SelectorProblem unreadable(const ReadFailure& failure, std::string_view body) {
  switch (failure.reason) {
    case Reason::not_json:
      break;
    case Reason::not_object:
      return malformed({}, "The body must be a JSON object that holds one selector.",
                       "请求体必须是包含一个选择器的 JSON 对象。");
    case Reason::too_deep:
      return malformed({}, "The body is nested too deep: a selector is a flat JSON object.",
                       "请求体嵌套过深：选择器是一个扁平的 JSON 对象。");
    case Reason::number_too_large:
      return malformed({}, "The body holds a number that is too large.", "请求体中有过大的数字。");
    case Reason::duplicate:
      return malformed(failure.member, "The member '$' stands twice: send it once.",
                       "字段“$”重复出现：请只发送一次。");
    case Reason::unknown:
      return unknown_member(failure.member);
  }
  return not_json(body);
}

SelectorProblem null_member(std::string_view member) {
  return malformed(member, "'$' is null: leave the member out, or give it a value.",
                   "“$”为 null：请去掉该字段，或填写值。");
}

SelectorProblem not_an_id(std::string_view member, Code code) {
  return problem(
      code, member,
      "'$' must be a whole number from 0 to 18446744073709551615, written in digits only, as a JSON number "
      "or a string.",
      "“$”必须是 0 到 18446744073709551615 之间的整数，只用数字书写，可以是 JSON 数字或字符串。");
}

SelectorProblem not_a_string(std::string_view member) {
  return malformed(member, "'$' must be a JSON string: as a number it would lose its leading zeros.",
                   "“$”必须是 JSON 字符串：作为数字会丢失前导零。");
}

SelectorProblem empty_member(std::string_view member) {
  return invalid(member, "'$' is empty: give it a value, or send another selector.",
                 "“$”为空：请填写值，或改用其他选择器。");
}

SelectorProblem too_long(std::string_view member) {
  if (member == "code") {
    return invalid(
        member, "'code' is longer than 16 bytes: it takes the raw code; a scanned URL goes into 'code_url'.",
        "“code”超过 16 字节：它只接受原始码；扫码得到的 URL 请放入“code_url”。");
  }
  return invalid(member, "'$' is longer than 128 bytes.", "“$”超过 128 字节。");
}

SelectorProblem trailing_line_end(std::string_view member) {
  return invalid(member, "'$' ends with a line end (CR or LF), as many scanners append it: remove it.",
                 "“$”以换行符 (CR 或 LF) 结尾，很多扫码枪会自动附加：请去掉它。");
}

SelectorProblem control_character(std::string_view member) {
  return invalid(member, "'$' holds a control character: send only what is printed in the code.",
                 "“$”含有控制字符：请只发送码中的内容。");
}

SelectorProblem scan_code_string(std::string_view member) {
  return invalid(
      member,
      "'$' is the string of 68 zeros and ones that wx.scanCode gives for a micro code; WeChat does not take "
      "it here: send the raw code of nine characters, or code_url, or application_id with code_index.",
      "“$”是 wx.scanCode 扫描微型码得到的 68 位 0/1 字符串，微信在此不接受：请发送九位原始码，或 code_url，"
      "或 application_id 和 code_index。");
}

SelectorProblem api_key_as_code(std::string_view member) {
  return invalid(member,
                 "'$' holds an API key: the key belongs into the Authorization header and nowhere else.",
                 "“$”中含有 API 密钥：密钥只能放在 Authorization 请求头中。");
}

SelectorProblem no_selector() {
  return invalid({}, "The body names no code: send application_id with code_index, or code_url, or code.",
                 "请求体没有指明要查询的码：请发送 application_id 和 code_index，或 code_url，或 code。");
}

SelectorProblem several_selectors(std::string_view surplus) {
  return invalid(
      surplus,
      "The body has more than one selector, '$' is one too many: send application_id with code_index, or "
      "code_url, or code.",
      "请求体含有多个选择器，“$”是多余的：请只发送 application_id 和 code_index，或 code_url，或 code。");
}

SelectorProblem index_missing() {
  return invalid("code_index", "'application_id' needs '$' beside it; 0 is a legal index.",
                 "“application_id”需要同时提供“$”；0 是合法的索引。");
}

SelectorProblem application_missing() {
  return invalid("application_id", "'code_index' needs '$' beside it.", "“code_index”需要同时提供“$”。");
}

}  // namespace query
