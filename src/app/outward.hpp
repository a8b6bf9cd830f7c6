// What a running gateway tells programs other than WeChat.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "platform/relay.hpp"
#include "platform/webhook_courier.hpp"

namespace app {

// What it needs of the gateway around it; all of it must outlive the control loop's last coroutine.
struct OutwardHouse {
  boost::asio::io_context& loop;  // the control loop
  const std::string& instance;
  const crypto::KeyRing& keys;
  db::Executor& database;
  const base::Clock& clock;
  base::Random& random;
  base::Metrics& metrics;
  base::Log& log;
};

// Lives on the control loop.
class Outward {
 public:
  // Code::config_invalid for a file of certificates that cannot be read.
  static base::Result<std::unique_ptr<Outward>> make(const Config& config, const OutwardHouse& house);

  // Blocks: tells the database whether there is anybody to tell. Before the loop runs.
  base::Result<> enable();
  void start();
  // `done` is called on the loop when nothing is under way any more.
  void stop(std::function<void()> done);
  // Null when no push is forwarded.
  platform::Relay* relay() { return relay_.get(); }

 private:
  explicit Outward(const OutwardHouse& house) : house_(house) {}
  base::Result<> build_webhook(const Config& config);
  base::Result<> build_relay(const Config& config);

  const OutwardHouse house_;
  std::unique_ptr<http::Client> webhook_client_;
  std::unique_ptr<http::Client> relay_client_;
  std::unique_ptr<platform::Relay> relay_;
  std::unique_ptr<platform::WebhookCourier> courier_;  // null: nobody is told
};

}  // namespace app
