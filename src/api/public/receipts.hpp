// The receipts of a merchant's own records.
#pragma once

#include <vector>

#include "api/public/key_refusals.hpp"
#include "audit/receipt_desk.hpp"
#include "base/async.hpp"
#include "http/router.hpp"
#include "tenancy/gate.hpp"

namespace api {

// GET /v1/audit/records/{stream}/{seq}: the bundle of FORMAT.md, for the keys of the merchant whose record it
// is; for everybody else there is no such record. It counts against the key's rate. 409 `not_yet_covered`
// with Retry-After until a checkpoint covers it.
class Receipts {
 public:
  // All must outlive it.
  Receipts(const tenancy::Gate& gate, query::RefusalTally& tally, audit::ReceiptDesk& desk,
           base::Metrics& metrics);

  std::vector<http::Route> routes();

 private:
  base::Awaitable<http::Response> record(const http::Request& request);

  const tenancy::Gate& gate_;
  KeyRefusals refusals_;
  audit::ReceiptDesk& desk_;
};

}  // namespace api
