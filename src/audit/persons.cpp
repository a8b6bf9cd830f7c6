#include "audit/persons.hpp"

#include <nlohmann/json.hpp>

#include "audit/day_keys.hpp"
#include "audit/json_member.hpp"
#include "base/json.hpp"

namespace audit {
namespace {

// Spares most lines the parsing: within a text of the line the quotes would be escaped.
bool may_name_person(std::string_view line) {
  return line.contains(R"("type":"staff")") || line.contains(R"("kind":"staff")") ||
         line.contains(R"("kind":"command")");
}

// The encrypted name; empty when no person acted.
std::string sealed_person(std::string_view line) {
  if (!may_name_person(line)) return {};
  const auto parsed = base::parse_json(line, {.unique_members = false});
  if (!parsed) return {};
  if (const auto* caller = member(*parsed, "caller"))
    return text_member(*caller, "type") == "staff" ? text_member(*caller, "name") : std::string();
  const auto* actor = member(*parsed, "actor");
  if (actor == nullptr) return {};
  const std::string kind = text_member(*actor, "kind");
  return kind == "staff" || kind == "command" ? text_member(*actor, "name") : std::string();
}

}  // namespace

void name_persons(db::Transaction& transaction, const crypto::KeyRing& keys, std::vector<Found>& records) {
  PersonalReader reader(transaction, keys);
  for (Found& found : records) {
    const std::string sealed = sealed_person(found.line);
    if (!sealed.empty()) found.person = reader.open(sealed);
  }
}

}  // namespace audit
