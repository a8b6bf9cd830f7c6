#include "platform/administration_checks.hpp"

#include <algorithm>
#include <cmath>

#include "base/address.hpp"
#include "base/characters.hpp"
#include "base/text.hpp"

namespace platform {
namespace {

constexpr std::size_t longest_name = 100;         // characters
constexpr std::size_t longest_reason = 500;       // characters
constexpr std::size_t longest_credential = 4096;  // bytes; WeChat's have 512 at most
constexpr std::size_t most_addresses = 100;
constexpr double highest_rate = 100'000;
constexpr int highest_burst = 1'000'000;

std::unexpected<base::Error> wrong(std::string detail) {
  return base::fail(base::Code::invalid_argument, std::move(detail));
}

bool is_appid_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

// Text that a person wrote: something to read, on one line, not too long.
base::Result<> check_line(std::string_view what, std::string_view text, std::size_t longest) {
  const std::string name(what);
  if (!base::is_utf8(text)) return wrong(name + " is not valid UTF-8");
  if (base::has_control(text)) return wrong(name + " has a control character in it");
  if (base::trimmed(text).empty()) return wrong(name + " is empty");
  if (base::characters(text) > longest)
    return wrong(name + " is longer than " + std::to_string(longest) + " characters");
  return {};
}

base::Result<std::vector<std::string>> canonical(const std::vector<std::string>& addresses) {
  if (addresses.size() > most_addresses) {
    return wrong("there are more than " + std::to_string(most_addresses) + " address ranges");
  }
  std::vector<std::string> ranges;
  for (const std::string& text : addresses) {
    const auto range = base::Cidr::parse(text);
    if (!range) return wrong("address range '" + text + "': " + range.error().detail);
    ranges.push_back(range->text());
  }
  return ranges;
}

}  // namespace

base::Result<> check_appid(std::string_view appid) {
  if (appid.size() >= 3 && appid.size() <= 64 && std::ranges::all_of(appid, is_appid_character)) return {};
  return wrong("an appid has 3 to 64 characters of A-Z, a-z, 0-9, _ and -");
}

base::Result<> check_key_id(std::string_view key_id) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  if (key_id.size() == 12 && std::ranges::all_of(key_id, fits)) return {};
  return wrong("a key is named by its id, the 12 characters of 0-9 and a-z after mk_");
}

base::Result<> check_state(const tenancy::MerchantState& state) {
  for (const std::string& text : {state.nick_name, state.principal_name, state.user_name}) {
    if (!base::is_utf8(text) || text.contains('\0'))
      return wrong("a name of the merchant is not valid UTF-8 text");
  }
  return {};
}

base::Result<> check_reason(std::string_view reason) {
  return check_line("the reason", reason, longest_reason);
}

base::Result<> check_credential(std::string_view what, const base::Secret& credential) {
  const auto text = credential.reveal();
  if (text.empty()) return wrong(std::string(what) + " is empty");
  if (text.size() > longest_credential) return wrong(std::string(what) + " is too long");
  const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
  if (!printable)
    return wrong(std::string(what) + " has characters that no credential has, perhaps a line end");
  return {};
}

base::Result<tenancy::KeySettings> checked_settings(tenancy::KeySettings settings, base::WallTime now) {
  if (auto name = check_line("the key's name", settings.name, longest_name); !name) {
    return std::unexpected(name.error());
  }
  auto addresses = canonical(settings.addresses);
  if (!addresses) return std::unexpected(addresses.error());
  settings.addresses = *std::move(addresses);
  if (!(settings.rate > 0 && settings.rate <= highest_rate)) {
    return wrong("the rate must be above 0 and at most 100000 queries a second");
  }
  if (settings.burst < 1 || settings.burst > highest_burst)
    return wrong("the burst must be 1 to 1000000 queries");
  if (settings.expires_at && *settings.expires_at <= now) return wrong("the expiry is not in the future");
  return settings;
}

}  // namespace platform
