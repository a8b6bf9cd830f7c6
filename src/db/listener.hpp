// A session that receives notifications.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace db {

// Not thread-safe. After a failure it is of no further use.
class Listener {
 public:
  using Handler = std::function<void(std::string_view payload)>;
  // Channel to handler. Handlers are called in receive() only, and must not throw.
  using Handlers = std::map<std::string, Handler>;

  static base::Result<std::unique_ptr<Listener>> open(const ConnectOptions& options,
                                                      const Handlers& handlers);
  ~Listener();

  // For statements between two calls of receive().
  Connection& connection();
  // Hands out what has arrived, without waiting. Not inside a transaction.
  base::Result<> receive();

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace db
