// Destroys the keys of personal values once their time is over.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"

namespace audit {

struct PersonalOptions {
  std::string instance;
  int keep_days = 180;  // whole days after a key's own; 0: for ever
};

// Lives on the control loop. Any number of gateways may do it at once.
class PersonalLoop {
 public:
  PersonalLoop(boost::asio::io_context& loop, PersonalOptions options, const crypto::KeyRing& keys,
               db::Executor& database, const base::Clock& clock, base::Random& random, base::Log& log);
  ~PersonalLoop();

  // Looks at once and then every quarter of an hour; what was interrupted goes on at the next look.
  void start();
  // On the loop. `done` is called on it when the piece that runs has ended.
  void stop(std::function<void()> done);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace audit
