// Trying a query in a merchant's name.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "api/console/console_gate.hpp"
#include "audit/reading_desk.hpp"
#include "query/service.hpp"

namespace api {

// The merchant as the gateway knows it now; null: it knows none of that appid.
using MerchantLookup = std::function<std::shared_ptr<const tenancy::Merchant>(std::string_view appid)>;

// POST /api/v1/merchants/{appid}/queries: the way of every query, its caller being a person.
class QueryEndpoints {
 public:
  // `deadline`: of a whole query.
  QueryEndpoints(query::Service& service, MerchantLookup merchants, audit::ReadingDesk& log,
                 std::chrono::milliseconds deadline)
      : service_(service), merchants_(std::move(merchants)), log_(log), deadline_(deadline) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> ask(const http::Request& request, const Visitor& visitor);

  query::Service& service_;
  const MerchantLookup merchants_;
  audit::ReadingDesk& log_;
  const std::chrono::milliseconds deadline_;
};

}  // namespace api
