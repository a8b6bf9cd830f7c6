// Tells the provider's own systems what happened: delivers the rows of webhook_delivery.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "http/url.hpp"

namespace platform {

struct WebhookOptions {
  std::string instance;  // names this process in leases and in the log's lines
  http::Url url;
  base::Secret secret;
  std::chrono::milliseconds timeout{5'000};  // of one try
  bool watch_ticket = false;                 // tell when no ticket has come for an hour
  std::chrono::milliseconds database{2'000};
  std::chrono::milliseconds look_again{1'000};
};

// POSTs each row as JSON with `X-Signature`; 2xx is delivered, anything else is tried again, five times
// within an hour. At least once: a crash between answer and commit repeats a try, with the same id. Lives on
// the control loop, owned by whoever made it.
class WebhookCourier {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  WebhookCourier(boost::asio::io_context& loop, WebhookOptions options, http::Client& client,
                 const crypto::KeyRing& keys, db::Executor& database, const base::Clock& clock,
                 base::Random& random, base::Metrics& metrics, base::Log& log);
  ~WebhookCourier();

  void start();
  // Ends after the tries that are under way; `done` is called on the loop.
  void stop(std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
