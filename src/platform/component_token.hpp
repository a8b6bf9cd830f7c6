// The platform's own credentials: ticket and component_access_token.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "db/executor.hpp"
#include "platform/component_calls.hpp"
#include "tokens/refresh_desk.hpp"
#include "tokens/token_calls.hpp"

namespace platform {

// The ticket and token of the platform row, as status shows it.
struct PlatformState {
  std::string component_appid;
  std::optional<base::WallTime> ticket_received_at;
  std::optional<base::WallTime> token_expires_at;
  std::int64_t generation = 0;
  std::optional<base::WallTime> failing_since;
  std::optional<std::int64_t> last_errcode;
};

// Keeps the component_access_token fresh: one refresh in all gateways together, by the same lease and
// compare-and-set as merchants' tokens. Lives on the control loop.
class ComponentToken final : public tokens::ComponentTokens {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  ComponentToken(boost::asio::io_context& loop, ComponentIdentity identity, tokens::DeskOptions options,
                 const crypto::KeyRing& keys, db::Executor& database, ComponentCalls& calls,
                 const base::Clock& clock, base::Random& random, base::Metrics& metrics, base::Log& log);
  ~ComponentToken() override;

  // Code::token_unavailable without a ticket (12 h), or while WeChat or the database are away;
  // Code::provider_address_not_allowed. Both may be called from any loop.
  base::Awaitable<base::Result<tokens::Token>> component_token(base::Deadline deadline) override;
  // At most one such refresh a minute.
  base::Awaitable<base::Result<tokens::Token>> renew_component_token(std::int64_t refused_generation,
                                                                     base::Deadline deadline) override;

  // Refreshes ahead of expiry in the background. On the loop, or before it runs.
  void start();
  // As Refresher::stop().
  void stop(std::chrono::milliseconds patience, std::function<void()> done);
  // A db::ChangeReader: any thread. Code::config_invalid when the row is another platform's.
  base::Result<> load_changes(db::Connection& connection, std::int64_t since);
  // Any thread.
  PlatformState state() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
