#include "query/selector_received.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/gateway_token.hpp"

namespace query {
namespace {

using Kind = MemberValue::Kind;

constexpr std::size_t longest_value = 256;
constexpr std::size_t key_length = 59;  // of every key that tenancy::make_api_key makes

bool can_be_kept(const MemberValue& value) {
  return value.kind != Kind::container && value.text.size() <= longest_value &&
         value.text.find('\0') == std::string::npos;
}

void append(base::JsonMembers& out, std::string_view name, const MemberValue& value) {
  switch (value.kind) {
    case Kind::absent:
    case Kind::container:
      return;
    case Kind::null:
      out.raw(name, "null");
      return;
    case Kind::boolean:
      out.boolean(name, value.truth);
      return;
    case Kind::natural:
      out.number(name, value.number);
      return;
    case Kind::other_number:
      out.raw(name, value.text);
      return;
    case Kind::text:
      out.text(name, holds_api_key(value.text) ? "[redacted]" : value.text);
      return;
  }
}

}  // namespace

bool holds_api_key(std::string_view text) {
  for (auto at = text.find("mk_"); at != std::string_view::npos; at = text.find("mk_", at + 1)) {
    if (tenancy::key_id_of(text.substr(at, key_length))) return true;
  }
  for (auto at = text.find("gt_"); at != std::string_view::npos; at = text.find("gt_", at + 1)) {
    if (tenancy::has_token_form(text.substr(at, tenancy::gateway_token_length))) return true;
  }
  return false;
}

std::string received_members(const SelectorMembers& members, std::string_view body) {
  std::string out = "{";
  base::JsonMembers written(out);
  for (const auto& [name, value] : members.in_order()) {
    if (!can_be_kept(value)) return body_digest(body);
    append(written, name, value);
  }
  return out + "}";
}

std::string body_digest(std::string_view body) {
  const auto digest = crypto::sha256(body);
  std::string out = "{";
  base::JsonMembers(out).number("bytes", body.size()).text("sha256", base::to_hex(std::span(digest)));
  return out + "}";
}

}  // namespace query
