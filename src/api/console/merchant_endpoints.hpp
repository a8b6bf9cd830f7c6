// Merchants and their keys, for the provider's staff.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "platform/merchant_desk.hpp"

namespace api {

// GET /api/v1/merchants and …/{appid}, PUT and DELETE …/{appid}/suspension; GET and POST …/{appid}/keys,
// DELETE /api/v1/keys/{key_id}, POST …/rotation.
class MerchantEndpoints {
 public:
  MerchantEndpoints(platform::MerchantDesk& desk, const base::Clock& clock) : desk_(desk), clock_(clock) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> show(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> suspend(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> resume(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> keys(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> create_key(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> rotate_key(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> revoke_key(const http::Request& request, const Visitor& visitor);

  platform::MerchantDesk& desk_;
  const base::Clock& clock_;
};

}  // namespace api
