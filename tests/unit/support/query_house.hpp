// A query service with everything around it, for tests of the service and of the endpoints before it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "query/service.hpp"
#include "support/fake_audit_log.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_merchants.hpp"
#include "support/fake_random.hpp"
#include "support/fake_tokens.hpp"
#include "support/fake_weixin.hpp"
#include "support/run_loop.hpp"

namespace support {

struct QueryHouse {
  QueryHouse() {
    auto entry = std::make_shared<tenancy::KeyEntry>();
    entry->key.id = 11;
    entry->key.key_id = "abcdefghijkl";
    entry->key.name = "shop";
    caller.key = entry;
    caller.merchant = std::make_shared<const tenancy::Merchant>(good_merchant());
  }

  query::Question question(std::string_view body) {
    query::Question made{.caller = &caller, .head = {}, .body = body, .deadline = {clock.steady() + timeout}};
    made.head.time = clock.wall();
    made.head.request_id = "0193-request";
    made.head.merchant = caller.merchant->id;
    made.head.authorization_version = caller.merchant->authorization_version;
    return made;
  }

  query::Answer ask(std::string_view body = by_url) { return run(loop, service.ask(question(body))); }

  // The record of the only query so far.
  const FakeAuditLog::Record& record() {
    REQUIRE(log.records.size() == 1);
    return log.records.front();
  }

  void change_merchant(const std::function<void(tenancy::Merchant&)>& change) {
    auto merchant = good_merchant();
    change(merchant);
    caller.merchant = std::make_shared<const tenancy::Merchant>(std::move(merchant));
  }

  static constexpr std::string_view by_url = R"({"code_url":"P.URL.CN/0U.JYJXP3HJI2C98A9O"})";

  boost::asio::io_context loop;
  FakeClock clock;
  FakeRandom random;
  FakeAuditLog log;
  FakeTokens tokens;
  FakeMerchants merchants;
  FakeWeixin weixin{clock};
  base::Metrics metrics;
  base::Log events{base::LogLevel::error, base::LogFormat::text};
  query::Telemetry telemetry{metrics, events, clock};
  query::Limits limits;
  query::InFlight places{{}, metrics};
  query::RefusalTally overloads{loop, {}, log, clock, metrics, events};
  query::Service service{places, overloads, log, tokens, merchants, weixin, telemetry, limits, clock, random};
  tenancy::Caller caller;
  std::chrono::milliseconds timeout{5'000};
};

}  // namespace support
