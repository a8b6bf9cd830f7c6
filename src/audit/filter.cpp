#include "audit/filter.hpp"

#include "base/json_writer.hpp"

namespace audit {
namespace {

template <class T>
void write_names(base::JsonMembers& members, std::string_view member, const std::vector<T>& values) {
  if (values.empty()) return;
  std::string& out = members.key(member);
  char separator = '[';
  for (const T value : values) {
    out += separator;
    base::append_json_string(out, name(value));
    separator = ',';
  }
  out += ']';
}

void write_id(base::JsonMembers& members, std::string_view member,
              const std::optional<std::uint64_t>& value) {
  if (value) members.text(member, std::to_string(*value));
}

void write_text(base::JsonMembers& members, std::string_view member, const TextFilter& filter) {
  if (filter.text.empty()) return;
  members.text(std::string(member) + (filter.prefix ? "_begins" : ""), filter.text);
}

}  // namespace

std::string filter_json(const Filter& filter) {
  std::string out = "{";
  base::JsonMembers members(out);
  if (filter.from) members.text("from", base::to_rfc3339(*filter.from));
  if (filter.to) members.text("to", base::to_rfc3339(*filter.to));
  members.text_unless_empty("merchant", filter.merchant)
      .text_unless_empty("key_id", filter.key_id)
      .text_unless_empty("client", filter.client);
  write_names(members, "kinds", filter.kinds);
  if (filter.dialect) members.text("dialect", name(*filter.dialect));
  write_names(members, "outcomes", filter.outcomes);
  members.text_unless_empty("code_of_refusal", filter.reason);
  if (filter.errcode) members.number("errcode", *filter.errcode);
  members.text_unless_empty("rid", filter.rid)
      .text_unless_empty("request_id", filter.request_id)
      .text_unless_empty("record", filter.record ? filter.record->text() : std::string())
      .text_unless_empty("code", filter.code)
      .text_unless_empty("code_url", filter.code_url);
  write_id(members, "application_id", filter.application_id);
  write_id(members, "first_index", filter.first_index);
  write_id(members, "last_index", filter.last_index);
  write_text(members, "activity_name", filter.activity_name);
  write_text(members, "product_brand", filter.product_brand);
  write_text(members, "product_title", filter.product_title);
  if (!filter.scope.empty()) members.number("merchants_of_auditor", filter.scope.size());
  return out + '}';
}

}  // namespace audit
