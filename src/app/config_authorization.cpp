#include "app/config_authorization.hpp"

#include "app/config_outward.hpp"
#include "http/origin.hpp"

namespace app {
namespace {

constexpr int largest_set = 100'000;

// An origin that browsers are sent to.
void read_origin(ConfigReader& reader, const std::string& key, std::string& url, bool development) {
  reader.text(key, url);
  if (url.empty()) return;
  const auto origin = http::Origin::parse(url);
  if (!origin) return reader.mistake(key, origin.error().detail);
  if (origin->tls) return;
  if (!is_loopback(origin->host)) {
    reader.mistake(key, "browsers are sent there: use https");
  } else if (!development) {
    reader.mistake(key, "is of this machine only: use https (development = true lifts this)");
  }
}

}  // namespace

void read_authorization(ConfigReader& reader, Config& config) {
  PlatformConfig& platform = config.platform;
  read_origin(reader, "platform.public_url", platform.public_url, config.development);
  reader.flag("platform.open_authorization", platform.open_authorization);
  reader.numbers("platform.permission_sets", platform.permission_sets, 1, largest_set);
  if (platform.open_authorization && platform.public_url.empty()) {
    reader.mistake("platform.open_authorization", "needs platform.public_url");
  }
  if (platform.permission_sets.empty()) {
    reader.mistake("platform.permission_sets", "is empty: queries need set 46");
  }

  for (const auto& [key, url] : {std::pair("weixin.mp_url", &config.weixin.mp_url),
                                 std::pair("weixin.open_url", &config.weixin.open_url)}) {
    read_origin(reader, key, *url, config.development);
    if (url->empty()) reader.mistake(key, "is empty");
  }
}

}  // namespace app
