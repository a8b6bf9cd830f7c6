// What has to be done in the database now and then: say that this process lives and when keys were last used,
// delete authorisation codes that are over.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "db/executor.hpp"
#include "tenancy/directory.hpp"

namespace app {

// Lives on the control loop.
class Housekeeping {
 public:
  Housekeeping(boost::asio::io_context& loop, std::string instance, tenancy::Directory& directory,
               db::Executor& database, const base::Clock& clock, base::Log& log);
  ~Housekeeping();

  // Every 15 seconds.
  void start();
  // A last time; `done` is called on the loop.
  void stop(std::function<void()> done);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace app
