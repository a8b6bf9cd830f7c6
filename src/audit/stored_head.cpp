#include "audit/stored_head.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "audit/json_member.hpp"
#include "base/json.hpp"

namespace audit {
namespace {

using nlohmann::json;

std::optional<std::uint64_t> head_number(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::nullopt;
  return base::as_uint64(*found, true);
}

std::optional<Dialect> dialect_of(std::string_view text) {
  for (const Dialect dialect : {Dialect::native, Dialect::compatible, Dialect::console}) {
    if (text == name(dialect)) return dialect;
  }
  return std::nullopt;
}

}  // namespace

base::Result<StoredHead> read_head(std::string_view head) {
  const auto parsed = base::parse_json("{" + std::string(head) + "}");
  if (!parsed) return base::fail(base::Code::invalid_argument, "the head of an intent is not JSON");
  const json& members = *parsed;
  const auto time = base::parse_rfc3339(text_member(members, "time"));
  if (!time) return base::fail(base::Code::invalid_argument, "the head of an intent has no time");

  StoredHead stored;
  stored.columns.time = *time;
  stored.columns.request_id = text_member(members, "request_id");
  stored.columns.dialect = dialect_of(text_member(members, "dialect"));
  stored.merchant = text_member(members, "merchant");
  stored.client = text_member(members, "client");
  if (const auto caller = members.find("caller"); caller != members.end())
    stored.key_id = text_member(*caller, "id");

  const auto selector = members.value("/selector/sent"_json_pointer, json::object());
  stored.columns.selector.application_id = head_number(selector, "application_id");
  stored.columns.selector.code_index = head_number(selector, "code_index");
  stored.columns.selector.code = text_member(selector, "code");
  stored.columns.selector.code_url = text_member(selector, "code_url");
  return stored;
}

}  // namespace audit
