#include "api/public/query_head.hpp"

#include "api/request_facts.hpp"

namespace api {

audit::QueryHead query_head(const http::Request& request, const tenancy::KeyEntry& entry,
                            const tenancy::Merchant& merchant, audit::Dialect dialect) {
  audit::QueryHead head;
  head.time = request.received_wall;
  head.request_id = request.id;
  head.client_request_id = client_request_id(request);
  head.trace = trace_id(request);
  head.merchant = merchant.id;
  head.merchant_appid = merchant.appid;
  head.authorization_version = merchant.authorization_version;
  head.caller = {audit::Caller::Type::key, entry.key.key_id, entry.key.name, entry.key.id, {}};
  head.client = request.client;
  head.dialect = dialect;
  return head;
}

}  // namespace api
