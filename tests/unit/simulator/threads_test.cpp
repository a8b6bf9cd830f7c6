#include <set>
#include <thread>

#include "harness.hpp"

namespace threads_test {

using namespace harness;

TEST_CASE("several threads ask at once and every call has its line") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  harness.control(http::Method::del, "ledger");
  constexpr int threads = 4;
  constexpr int calls = 250;
  const simulator::Api* api = nullptr;
  for (const simulator::Api& row : simulator::all_apis()) {
    if (row.path == code_path) api = &row;
  }
  REQUIRE(api);

  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      const std::string query = "access_token=" + token;
      for (int i = 0; i < calls; ++i) {
        const std::string body =
            R"({"application_id":581865877,"code_index":)" + std::to_string(thread * calls + i) + "}";
        http::Request request;
        request.method = http::Method::post;
        request.path = code_path;
        request.query = query;
        request.body = body;
        CHECK(harness.simulator.answer(*api, request).body.starts_with("{\"errcode\":"));
      }
    });
  }
  for (std::thread& thread : running) {
    thread.join();
  }

  std::set<std::string> bodies;
  std::uint64_t n = 0;
  for (const json& entry : harness.control(http::Method::get, "ledger")) {
    CHECK(entry["n"] == ++n);
    bodies.insert(entry["body"].get<std::string>());
  }
  CHECK(bodies.size() == threads * calls);
}

}  // namespace threads_test
