#include "audit/record.hpp"

#include "base/ids.hpp"

namespace audit {

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::query:
      return "query";
    case Kind::authorization:
      return "authorization";
    case Kind::admin:
      return "admin";
    case Kind::access:
      return "access";
    case Kind::system:
      return "system";
  }
  return "system";
}

std::string_view name(Dialect dialect) {
  switch (dialect) {
    case Dialect::native:
      return "native";
    case Dialect::compatible:
      return "compatible";
    case Dialect::console:
      return "console";
  }
  return "native";
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::active:
      return "active";
    case Outcome::inactive:
      return "inactive";
    case Outcome::refused:
      return "refused";
    case Outcome::upstream_error:
      return "upstream_error";
    case Outcome::not_sent:
      return "not_sent";
    case Outcome::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name(Sent sent) {
  switch (sent) {
    case Sent::no:
      return "no";
    case Sent::maybe:
      return "maybe";
    case Sent::yes:
      return "yes";
  }
  return "maybe";
}

std::string RecordId::text() const { return base::to_hex(stream) + "/" + std::to_string(seq); }

}  // namespace audit
