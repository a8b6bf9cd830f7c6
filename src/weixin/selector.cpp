#include "weixin/selector.hpp"

#include "base/json_writer.hpp"

namespace weixin {
namespace {

void write(base::JsonMembers& members, const ByIndex& selector) {
  members.number("application_id", selector.application_id).number("code_index", selector.code_index);
}
void write(base::JsonMembers& members, const ByUrl& selector) { members.text("code_url", selector.code_url); }
void write(base::JsonMembers& members, const ByCode& selector) { members.text("code", selector.code); }

}  // namespace

std::string to_body(const Selector& selector) {
  std::string body = "{";
  base::JsonMembers members(body);
  std::visit([&](const auto& way) { write(members, way); }, selector);
  return body + "}";
}

}  // namespace weixin
