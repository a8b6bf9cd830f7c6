// Asks WeChat who a merchant is: kind and permission sets (api_get_authorizer_info).
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "platform/merchant_calls.hpp"
#include "platform/reread_rules.hpp"
#include "tenancy/directory.hpp"
#include "tokens/token_calls.hpp"

namespace platform {

struct MerchantReaderOptions {
  std::string instance;  // names this process in the log's lines
  RereadRules rules{};
  std::chrono::milliseconds call{5'000};
  std::chrono::milliseconds database{2'000};
};

// Lives on the control loop; reread() may be called from any loop.
class MerchantReader {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  MerchantReader(boost::asio::io_context& loop, MerchantReaderOptions options, tenancy::Directory& directory,
                 const crypto::KeyRing& keys, db::Executor& database, MerchantCalls& calls,
                 tokens::ComponentTokens& component, const base::Clock& clock, base::Random& random,
                 base::Log& log);
  ~MerchantReader();

  // Reads the merchant's state from WeChat, stores it and gives the merchant as it is now. At most every 5
  // minutes a merchant, unless its kind is not known; then, and on any failure, the merchant as it was, and
  // no other try for 10 seconds. Callers that come while a read is in flight share it. 61003 marks the
  // merchant as not authorised, any state that WeChat tells as authorised.
  base::Awaitable<std::shared_ptr<const tenancy::Merchant>> reread(
      std::shared_ptr<const tenancy::Merchant> merchant, base::Deadline deadline);
  // Any loop: the same in the background, for whoever comes next.
  void read_behind(std::shared_ptr<const tenancy::Merchant> merchant);

  // Reads it at once, however short ago that was done. Any thread.
  void read_anyway(std::shared_ptr<const tenancy::Merchant> merchant);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
