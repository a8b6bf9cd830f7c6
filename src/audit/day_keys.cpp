#include "audit/day_keys.hpp"

#include <mutex>

#include "base/text.hpp"
#include "crypto/aead.hpp"

namespace audit {

std::string seal_personal(const DayKey& key, std::string_view value, base::Random& random) {
  const std::string box = crypto::seal(key.key.reveal(), value, key.day, random);
  return key.day + ":" + base::to_base64(base::bytes_of(box));
}

base::Result<std::string> open_personal(const DayKey& key, std::string_view sealed) {
  const auto colon = sealed.find(':');
  if (colon == std::string_view::npos || sealed.substr(0, colon) != key.day) {
    return base::fail(base::Code::crypto_failed, "the value was sealed with another day's key");
  }
  const auto box = base::from_base64(sealed.substr(colon + 1));
  if (!box) return base::fail(base::Code::crypto_failed, "the value is not base64");
  const auto plain = crypto::open(key.key.reveal(), *box, key.day);
  if (!plain) return std::unexpected(plain.error());
  return std::string(plain->reveal());
}

void CurrentDayKey::set(DayKey key) {
  auto shared = std::make_shared<const DayKey>(std::move(key));
  const std::unique_lock lock(mutex_);
  key_ = std::move(shared);
}

std::shared_ptr<const DayKey> CurrentDayKey::get() const {
  const std::shared_lock lock(mutex_);
  return key_;
}

}  // namespace audit
