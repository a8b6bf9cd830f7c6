#include "staff/account.hpp"

#include <charconv>
#include <chrono>

namespace staff {

std::string_view name(Role role) {
  switch (role) {
    case Role::admin:
      return "admin";
    case Role::operator_:
      return "operator";
    case Role::auditor:
      return "auditor";
  }
  return "auditor";
}

std::optional<Role> role_of(std::string_view text) {
  for (const Role role : {Role::admin, Role::operator_, Role::auditor}) {
    if (name(role) == text) return role;
  }
  return std::nullopt;
}

bool may_log_in(const Account& account, base::WallTime now) {
  return !account.disabled_at && (!account.ends_at || *account.ends_at > now);
}

bool is_account_name(std::string_view name) {
  constexpr std::string_view first = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::string_view all = "abcdefghijklmnopqrstuvwxyz0123456789._@-";
  return name.size() >= 2 && name.size() <= 64 && first.contains(name.front()) &&
         name.find_first_not_of(all) == std::string_view::npos;
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [text](std::size_t at, std::size_t count) {
    int value = -1;
    const char* const end = text.data() + at + count;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc() && stop == end ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

}  // namespace staff
