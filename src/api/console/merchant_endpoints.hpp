// Merchants and their keys, for the provider's staff.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "platform/administration.hpp"

namespace api {

// GET /api/v1/merchants and …/{appid}, PUT and DELETE …/{appid}/suspension; GET and POST …/{appid}/keys,
// DELETE /api/v1/keys/{key_id}.
class MerchantEndpoints {
 public:
  MerchantEndpoints(platform::Administration& administration, db::Executor& database,
                    const base::Clock& clock)
      : administration_(administration), database_(database), clock_(clock) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> show(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> suspend(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> resume(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> keys(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> create_key(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> revoke_key(const http::Request& request, const Visitor& visitor);

  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  platform::Administration& administration_;
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace api
