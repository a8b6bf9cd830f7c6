// The endpoints of the compatible dialect with everything behind them, called without a connection.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/public/compatible.hpp"
#include "support/native_house.hpp"

namespace support {

struct CompatibleHouse : NativeHouse {
  http::Response compatible(std::string_view path, std::string_view query, std::string_view body = {},
                            std::vector<http::Header> headers = {}) {
    http::Request request;
    request.path = path;
    request.query = query;
    request.body = body;
    request.headers = std::move(headers);
    request.client = client;
    request.id = "0193-request";
    request.received = clock.steady();
    request.received_wall = clock.wall();
    for (const auto& route : dialect.routes()) {
      if (route.path == path) return run(loop, route.handle(request));
    }
    FAIL("no such route");
    return {};
  }

  std::string grant(std::string_view appid, std::string_view secret) const {
    return "grant_type=client_credential&appid=" + std::string(appid) + "&secret=" + std::string(secret);
  }
  std::string token() {
    const auto answer = compatible("/cgi-bin/token", grant(good_merchant().appid, key.text.reveal()));
    return parse(answer).at("access_token").get<std::string>();
  }
  http::Response query(std::string_view body = by_url, std::vector<http::Header> headers = {}) {
    return query_with("access_token=" + token(), body, std::move(headers));
  }
  http::Response query_with(std::string_view parameters, std::string_view body = by_url,
                            std::vector<http::Header> headers = {}) {
    return compatible("/intp/marketcode/codeactivequery", parameters, body, std::move(headers));
  }

  base::IpAddress client = base::parse_address("192.0.2.7").value();
  tenancy::GatewayTokens gateway_tokens{
      crypto::KeyRing::parse(crypto::KeyRing::generate_line(1, random)).value()};
  tenancy::GuessLimit guesses;
  tenancy::TokenDesk desk{gate, gateway_tokens, guesses, clock};
  api::CompatibleApi dialect{{}, desk, service, tally, metrics};
};

}  // namespace support
