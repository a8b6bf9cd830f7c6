#include <array>

#include <pqxx/pqxx>

#include "audit/day_keys.hpp"
#include "db/field.hpp"

namespace audit {

std::string day_key_row(std::string_view day) { return "audit_day_key/" + std::string(day); }

base::Result<DayKey> load_day_key(db::Transaction& transaction, const crypto::KeyRing& keys,
                                  base::Random& random) {
  constexpr auto select =
      "SELECT day::text, envelope FROM audit_day_key WHERE day = (clock_timestamp() AT TIME ZONE "
      "'UTC')::date";
  auto& tx = transaction.raw();
  auto rows = tx.exec(select);
  if (rows.empty()) {
    const auto day =
        tx.exec1("SELECT ((clock_timestamp() AT TIME ZONE 'UTC')::date)::text")[0].as<std::string>();
    std::array<std::byte, 32> fresh;
    random.fill(fresh);
    const base::Secret key(std::string(reinterpret_cast<const char*>(fresh.data()), fresh.size()));
    const std::string envelope = keys.seal(key.reveal(), day_key_row(day), random);
    tx.exec_params("INSERT INTO audit_day_key (day, envelope) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING",
                   day, db::as_bytea(envelope));
    rows = tx.exec_params("SELECT day::text, envelope FROM audit_day_key WHERE day = $1", day);
  }
  if (rows[0][1].is_null()) return base::fail(base::Code::crypto_failed, "the day's key was destroyed");
  DayKey result{rows[0][0].as<std::string>(), {}};
  auto key = keys.open(db::bytes_of(rows[0][1]), day_key_row(result.day));
  if (!key) return std::unexpected(key.error());
  result.key = std::move(*key);
  return result;
}

std::optional<DayKey> load_stored_day_key(db::Transaction& transaction, const crypto::KeyRing& keys,
                                          const std::string& day) {
  const auto rows = transaction.raw().exec_params(
      "SELECT envelope FROM audit_day_key WHERE day::text = $1 AND envelope IS NOT NULL", day);
  if (rows.empty()) return std::nullopt;
  auto key = keys.open(db::bytes_of(rows[0][0]), day_key_row(day));
  if (!key) return std::nullopt;
  return DayKey{day, std::move(*key)};
}

std::string PersonalReader::open(std::string_view sealed) {
  const auto day = std::string(sealed.substr(0, sealed.find(':')));
  auto known = day_keys_.find(day);
  if (known == day_keys_.end())
    known = day_keys_.emplace(day, load_stored_day_key(transaction_, keys_, day)).first;
  return known->second ? open_personal(*known->second, sealed).value_or("") : std::string();
}

}  // namespace audit
