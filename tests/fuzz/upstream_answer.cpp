// What WeChat answers: one body, read as the answer to every call.
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "expect.hpp"
#include "target.hpp"
#include "weixin/code_active.hpp"
#include "weixin/component_readers.hpp"

namespace {

using fuzz::expect;
using nlohmann::json;

// The same body by another parser, as far as both take it: it has to be free of names that stand twice.
std::optional<json> second_opinion(std::string_view body) {
  std::set<std::string> names;
  bool twice = false;
  const auto watch = [&](int depth, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::key && depth == 1) {
      twice = twice || !names.insert(value.get<std::string>()).second;
    }
    return true;
  };
  if (body.contains('\0')) return std::nullopt;  // nlohmann takes it for the end
  auto parsed = json::parse(body, watch, false);
  if (!parsed.is_object() || twice) return std::nullopt;
  return parsed;
}

// Every digit of an id survives, and nothing that is no whole number becomes one.
template <class Number>
void check_number(const json& document, const char* name, const std::optional<Number>& read) {
  const auto found = document.find(name);
  if (found == document.end() || found->is_null()) return expect(!read, "nothing is made up");
  if (found->is_number_unsigned()) {
    const auto exact = found->get<std::uint64_t>();
    return expect(std::in_range<Number>(exact) ? read == static_cast<Number>(exact) : !read,
                  "a whole number is read to its last digit");
  }
  if (found->is_string()) {
    const auto text = found->get<std::string>();
    return expect(!read || base::parse_uint64(text) == static_cast<std::uint64_t>(*read) ||
                      std::to_string(*read) == text || text.starts_with('-'),
                  "a text of digits is the number that it shows");
  }
  if (!found->is_number_integer()) expect(!read, "no fraction is a whole number");
}

void check_active(std::string_view body) {
  weixin::CodeActiveReader reader;
  const auto answer = reader.read(body);
  if (!answer) return;
  expect(answer->rid.empty() || answer->rid.size() == 26, "a rid has its form");
  expect(base::is_utf8(answer->errmsg), "an errmsg is text");
  const auto active = reader.take();
  if (!active) return;
  if (!active->extra.empty()) {
    weixin::CodeActiveReader again;
    expect(base::is_utf8(active->extra), "extra members are text");
    struct : weixin::Walker {
      void leaf(const weixin::Place&, weixin::Leaf) override {}
    } nobody;
    expect(weixin::walk(active->extra, nobody), "extra members are a JSON object");
  }
  const auto document = second_opinion(body);
  if (!document) return;
  check_number(*document, "application_id", active->application_id);
  check_number(*document, "code_start", active->code_start);
  check_number(*document, "code_end", active->code_end);
  check_number(*document, "wxa_type", active->wxa_type);
  const auto extra = active->extra.empty() ? json::object() : json::parse(active->extra, nullptr, false);
  if (extra.is_discarded()) return;  // a number beyond every double, as text
  for (const auto& [name, value] : extra.items()) {
    expect(document->contains(name) && document->at(name) == value, "extra members are as they came");
  }
}

template <class Call, class Reader>
void check_component(std::string_view body) {
  Call call;
  Reader reader(call);
  if (!reader.read(body)) return;
  if constexpr (requires { call.expires_in; }) {
    expect(call.expires_in.count() > 0 && call.expires_in <= std::chrono::hours(24 * 365),
           "a token's life is one that can be added to any time");
  }
  if (reader.complete()) {
    if constexpr (requires { call.list; }) {
      for (const auto& entry : call.list) {
        expect(!entry.appid.empty(), "a listed merchant has an appid");
      }
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text_of(data, size);
  check_active(body);
  check_component<weixin::ComponentTokenCall, weixin::ComponentTokenReader>(body);
  check_component<weixin::AuthorizerTokenCall, weixin::AuthorizerTokenReader>(body);
  check_component<weixin::AuthorizerInfo, weixin::AuthorizerInfoReader>(body);
  check_component<weixin::AuthorizerListCall, weixin::AuthorizerListReader>(body);
  return 0;
}
