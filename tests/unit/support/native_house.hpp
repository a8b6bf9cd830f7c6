// The public endpoints of the native dialect with everything behind them, called without a connection.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/public/native.hpp"
#include "support/http_samples.hpp"
#include "support/query_house.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/directory.hpp"

namespace support {

struct NativeHouse : QueryHouse {
  NativeHouse() {
    key = tenancy::make_api_key(random);
    put(good_merchant());
    put_key([](tenancy::ApiKey&) {});
  }

  void put(tenancy::Merchant merchant) {
    merchant.stamp = ++stamp;
    directory.put({std::move(merchant)}, {});
  }

  void put_key(const std::function<void(tenancy::ApiKey&)>& change) {
    tenancy::ApiKey row;
    row.id = 11;
    row.key_id = key.key_id;
    row.hash = key.hash;
    row.merchant = good_merchant().id;
    row.name = "shop";
    row.rate = 2.5;
    row.burst = 5;
    row.stamp = ++stamp;
    change(row);
    directory.put({}, {row});
  }

  // The handler of that path, called as the server would.
  http::Response call(std::string_view path, std::string_view body, std::vector<http::Header> headers) {
    http::Request request;
    request.path = path;
    request.body = body;
    request.headers = std::move(headers);
    request.client = base::parse_address("192.0.2.7").value();
    request.id = "0193-request";
    request.received = clock.steady();
    request.received_wall = clock.wall();
    for (const auto& route : api.routes()) {
      if (route.path == path) return run(loop, route.handle(request));
    }
    FAIL("no such route");
    return {};
  }

  http::Header authorization() {
    bearer = "Bearer " + std::string(key.text.reveal());
    return {"Authorization", bearer};
  }
  http::Response post(std::string_view body = by_url, std::vector<http::Header> more = {}) {
    more.push_back(authorization());
    return call("/v1/codeactivequery", body, std::move(more));
  }
  http::Response me() { return call("/v1/me", "", {authorization()}); }

  std::int64_t stamp = 0;
  tenancy::NewApiKey key;
  std::string bearer;
  tenancy::Directory directory;
  tenancy::Gate gate{directory, clock};
  query::RefusalTally tally{loop, {}, log, clock, metrics, events};
  std::optional<tokens::TokenState> token_state;
  api::NativeApi api{{}, gate, service, tally, [this](int) { return token_state; }, clock, metrics};
};

}  // namespace support
