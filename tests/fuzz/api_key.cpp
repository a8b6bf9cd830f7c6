// The headers with which a merchant's system shows its key: lines of "Name: value".
#include <regex>
#include <string>
#include <vector>

#include "api/request_facts.hpp"
#include "expect.hpp"
#include "query/selector_received.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"
#include "target.hpp"
#include "tenancy/gate.hpp"
#include "tenancy/samples.hpp"

namespace {

using fuzz::expect;

// One merchant with one key, which the corpus holds.
struct House {
  support::FakeClock clock;
  support::FakeRandom random;
  tenancy::NewApiKey made = tenancy::make_api_key(random);
  tenancy::Directory directory;
  tenancy::Gate gate{directory, clock};

  House() { directory.put({samples::merchant(1)}, {samples::key(1, 1, made)}); }
};

std::vector<http::Header> headers_of(std::string_view text) {
  std::vector<http::Header> headers;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos) headers.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  return headers;
}

bool is_key(std::string_view text) {
  static const std::regex form("mk_[0-9a-z]{12}_[0-9A-Za-z_-]{43}");
  return std::regex_match(text.begin(), text.end(), form);
}

bool holds_key(std::string_view text) {
  static const std::regex form("mk_[0-9a-z]{12}_[0-9A-Za-z_-]{43}|gt_[0-9A-Za-z_-]{76}");
  return std::regex_search(text.begin(), text.end(), form);
}

void check_presented(House& house, std::string_view presented) {
  const auto id = tenancy::key_id_of(presented);
  expect(id.has_value() == is_key(presented), "a key is known by its form");
  if (id) expect(*id == presented.substr(3, 12), "its id stands in it");
  const auto caller = house.gate.identify(presented);
  expect(caller.has_value() == (presented == house.made.text.reveal()), "only the key itself opens");
  if (!caller) expect(caller.error().reason == "unknown" && !caller.error().key, "a refusal tells nothing");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static House house;
  const auto text = fuzz::text_of(data, size);
  http::Request request;
  request.headers = headers_of(text);
  check_presented(house, text);
  if (const auto token = api::bearer_token(request)) {
    expect(request.count("authorization") == 1 && !token->empty(), "one header shows one key");
    check_presented(house, *token);
  }
  if (size <= 512) expect(query::holds_api_key(text) == holds_key(text), "a key is found wherever it stands");
  const auto id = api::client_request_id(request);
  expect(id.size() <= 128 && !query::holds_api_key(id), "a key never becomes a request id");
  const auto trace = api::trace_id(request);
  expect(trace.empty() || trace.size() == 32, "a trace id has its form");
  const auto timeout = api::wanted_timeout(request, std::chrono::seconds(5));
  if (timeout) expect(timeout->count() >= 100 && timeout->count() <= 15'000, "a timeout is in bounds");
  return 0;
}
