// A caller's body, read in both ways.
#include "query/selector.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "expect.hpp"
#include "query/selector_received.hpp"
#include "target.hpp"

namespace {

using fuzz::expect;
using nlohmann::json;
using query::Reading;

bool is_json_object(const std::string& text) {
  const auto parsed = json::parse(text, nullptr, false);
  return parsed.is_object();
}

// What goes to WeChat says exactly what was accepted, read by somebody else.
void check_body(const weixin::Selector& selector, const std::string& body) {
  const auto sent = json::parse(body, nullptr, false);
  if (const auto* by = std::get_if<weixin::ByIndex>(&selector)) {
    expect(sent == json{{"application_id", by->application_id}, {"code_index", by->code_index}},
           "an index is sent as it was accepted");
    expect(sent.at("application_id").is_number_unsigned() && sent.at("code_index").is_number_unsigned(),
           "an id is a whole number");
  } else if (const auto* url = std::get_if<weixin::ByUrl>(&selector)) {
    expect(sent == json{{"code_url", url->code_url}}, "a code_url is sent as it was accepted");
    expect(!url->code_url.empty() && url->code_url.size() <= 128, "a code_url has 1 to 128 bytes");
  } else {
    const auto& code = std::get<weixin::ByCode>(selector).code;
    expect(sent == json{{"code", code}}, "a code is sent as it was accepted");
    expect(!code.empty() && code.size() <= 16, "a code has 1 to 16 bytes");
  }
  expect(!query::holds_api_key(body), "no credential is sent to WeChat");
}

// Only one scheme is taken off a code_url, so what still begins with one would lose it.
bool has_scheme(const weixin::Selector& selector) {
  const auto* url = std::get_if<weixin::ByUrl>(&selector);
  return url && (base::equals_ignoring_case(std::string_view(url->code_url).substr(0, 7), "http://") ||
                 base::equals_ignoring_case(std::string_view(url->code_url).substr(0, 8), "https://"));
}

void check_accepted(const query::ParsedSelector& parsed) {
  const auto body = weixin::to_body(parsed.selector);
  check_body(parsed.selector, body);
  if (has_scheme(parsed.selector)) return;
  for (const Reading reading : {Reading::native, Reading::compatible}) {
    const auto again = query::parse_selector(body, reading);
    expect(again && again->selector == parsed.selector, "what is sent reads as what was accepted");
    expect(weixin::to_body(again->selector) == body, "and is written the same way again");
  }
}

void check_refused(const query::SelectorProblem& problem) {
  expect(!problem.detail.empty() && !problem.detail_zh.empty(), "a refusal says why, in both languages");
  for (const auto& text : {problem.detail, problem.detail_zh, problem.member}) {
    expect(base::is_utf8(text) && !query::holds_api_key(text), "a refusal is text without a credential");
  }
}

std::optional<weixin::Selector> check(std::string_view body, Reading reading) {
  const auto parsed = query::parse_selector(body, reading);
  const std::string& received = parsed ? parsed->received : parsed.error().received;
  expect(is_json_object(received), "what the log keeps is JSON");
  expect(!query::holds_api_key(received), "the log keeps no credential");
  if (!parsed) {
    check_refused(parsed.error());
    return std::nullopt;
  }
  check_accepted(*parsed);
  return parsed->selector;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text_of(data, size);
  const auto native = check(body, Reading::native);
  const auto compatible = check(body, Reading::compatible);
  if (native) expect(compatible == native, "what is read strictly is read leniently, and the same");
  return 0;
}
