#include "audit/row_check.hpp"

#include <nlohmann/json.hpp>

#include "audit/json_member.hpp"
#include "audit/stored_head.hpp"
#include "base/json.hpp"

namespace audit {
namespace {

using nlohmann::json;

std::optional<std::int64_t> integer_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

// Of what was asked: what is not there may have come with the answer.
bool differs(const std::optional<std::uint64_t>& said, const std::string& stored) {
  return said && std::to_string(*said) != stored;
}

bool differs(const std::string& said, const std::string& stored) { return !said.empty() && said != stored; }

// What a reply says a code is activated for. A reply that is not in the line says nothing.
std::optional<Product> product_in(const json& line) {
  const auto found = line.find("reply");
  if (found == line.end()) return Product();
  if (!found->is_string()) return std::nullopt;
  const auto reply = base::parse_json(found->get_ref<const std::string&>(), {.unique_members = false});
  if (!reply || !reply->is_object()) return Product();
  const auto member = [&reply](const char* name) {
    const auto value = reply->find(name);
    if (value == reply->end()) return std::string();
    if (value->is_number_integer()) return value->dump();
    return value->is_string() ? value->get<std::string>() : std::string();
  };
  return product_of(product_key({member("activity_name"), member("product_brand"), member("product_title")}));
}

bool is_wrong_product(const LineHead& head, const json& line, const Product& stored) {
  if (head.outcome != Outcome::active) return stored != Product();
  const auto said = product_in(line);
  return said && *said != stored;
}

std::string wrong_of_query(const LineHead& line_head, std::string_view line, const StoredColumns& columns) {
  const auto parsed = base::parse_json(line);
  const auto head = read_head(line.substr(1, line.size() - 2));
  if (!parsed || !head) return "line";
  const SelectorIndex& selector = head->columns.selector;
  if (text_member(*parsed, "request_id") != columns.request_id) return "request_id";
  if (integer_of(*parsed, "errcode") != columns.errcode) return "errcode";
  if (text_member(*parsed, "code") != columns.reason) return "reason";
  if (number_of(head->columns.dialect) != columns.dialect) return "dialect";
  if (head->key_id != columns.key_id) return "api_key";
  if (differs(selector.application_id, columns.application_id)) return "application_id";
  if (differs(selector.code_index, columns.code_index)) return "code_index";
  if (differs(selector.code, columns.code)) return "code";
  if (differs(selector.code_url, columns.code_url)) return "code_url";
  if (text_member(*parsed, "rid") != columns.rid) return "rid";
  if (is_wrong_product(line_head, *parsed, columns.product)) return "product";
  return {};
}

}  // namespace

std::string wrong_column(const LineHead& head, std::string_view line, const StoredColumns& columns) {
  if (static_cast<int>(head.kind) != columns.kind) return "kind";
  if (head.intent != columns.intent) return "intent";
  if (number_of(head.outcome) != columns.outcome) return "outcome";
  if (base::parse_rfc3339(head.time) != columns.time) return "time";
  if (!columns.merchant.empty() || head.mseq) {
    if (head.merchant != columns.merchant) return "merchant";
  }
  return head.kind == Kind::query ? wrong_of_query(head, line, columns) : std::string();
}

}  // namespace audit
