#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include "http/address_book.hpp"
#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"

namespace client_address_book_test {

using namespace std::chrono_literals;

base::IpAddress address(const char* text) { return *base::parse_address(text); }

// Questions are noted, and answered when the test says so.
struct Fixture {
  support::FakeClock clock;
  boost::asio::io_context loop;
  std::vector<std::string> asked;
  std::vector<http::LookupDone> open;
  std::shared_ptr<http::AddressBook> book = std::make_shared<http::AddressBook>(
      loop,
      [this](const std::string& host, http::LookupDone done) {
        asked.push_back(host);
        open.push_back(std::move(done));
      },
      30s, clock);

  void answer(std::expected<http::Addresses, std::string> with) {
    REQUIRE(open.size() == 1);
    const auto done = std::move(open.back());
    open.clear();
    done(std::move(with));
  }
  http::Outcome<http::Addresses> find(const char* host, std::chrono::milliseconds time = 1s) {
    return support::run(loop, book->find(host, base::Deadline{clock.steady() + time}));
  }
  // find() of a name that has to be asked for, and its answer.
  http::Outcome<http::Addresses> find_with(const char* host,
                                           std::expected<http::Addresses, std::string> with) {
    std::optional<http::Outcome<http::Addresses>> found;
    boost::asio::co_spawn(loop, book->find(host, {}), [&](std::exception_ptr thrown, auto result) {
      REQUIRE(!thrown);
      found = std::move(result);
    });
    support::run_until(loop, [&] { return !open.empty(); });
    answer(std::move(with));
    support::run_until(loop, [&] { return found.has_value(); });
    return *found;
  }
};

TEST_CASE("addresses - a literal needs no resolver") {
  Fixture f;
  CHECK(f.find("127.0.0.1") == http::Addresses{address("127.0.0.1")});
  CHECK(f.find("::1") == http::Addresses{address("::1")});
  CHECK(f.asked.empty());
}

TEST_CASE("addresses - a known name is answered at once and asked for again when it is old") {
  Fixture f;
  const http::Addresses first{address("10.0.0.1")};
  const http::Addresses second{address("10.0.0.2"), address("10.0.0.3")};
  CHECK(f.find_with("name", first) == first);
  f.clock.advance(29s);
  CHECK(f.find("name") == first);
  CHECK(f.asked.size() == 1);

  f.clock.advance(1s);
  CHECK(f.find("name") == first);
  CHECK(f.asked.size() == 2);
  CHECK(f.find("name") == first);
  CHECK(f.asked.size() == 2);  // one question at a time

  f.answer(second);
  CHECK(f.find("name") == second);
  CHECK(f.asked.size() == 2);
}

TEST_CASE("addresses - the last good ones stay in use while resolving fails") {
  Fixture f;
  const http::Addresses good{address("10.0.0.1")};
  CHECK(f.find_with("name", good) == good);
  f.clock.advance(30s);
  f.find("name");
  f.answer(std::unexpected("no such host"));
  CHECK(f.find("name") == good);
  CHECK(f.asked.size() == 2);  // not at once again
  f.clock.advance(1s);
  CHECK(f.find("name") == good);
  CHECK(f.asked.size() == 3);
  f.answer(http::Addresses());  // an empty answer is a failure too
  CHECK(f.find("name") == good);
}

TEST_CASE("addresses - an unknown name that cannot be resolved fails and is asked for anew next time") {
  Fixture f;
  for (const auto& wrong : {std::expected<http::Addresses, std::string>(std::unexpected("no such host")),
                            std::expected<http::Addresses, std::string>(http::Addresses())}) {
    const auto found = f.find_with("name", wrong);
    REQUIRE(!found.has_value());
    CHECK(found.error().fault == http::Fault::resolve);
    CHECK(found.error().cause.starts_with("name: "));
  }
  CHECK(f.asked.size() == 2);
}

TEST_CASE("addresses - waiting for the resolver ends at the deadline and a late answer is kept") {
  Fixture f;
  const auto found = f.find("name", 5ms);
  REQUIRE(!found.has_value());
  CHECK(found.error().fault == http::Fault::timeout);
  f.answer(http::Addresses{address("10.0.0.1")});
  CHECK(f.find("name", 0ms) == http::Addresses{address("10.0.0.1")});
}

TEST_CASE("addresses - all who wait for a name share one question") {
  Fixture f;
  int found = 0;
  for (int i = 0; i < 3; ++i) {
    boost::asio::co_spawn(f.loop, f.book->find("name", {}), [&](std::exception_ptr thrown, auto result) {
      REQUIRE(!thrown);
      found += result.has_value() ? 1 : 0;
    });
  }
  f.find_with("name", http::Addresses{address("10.0.0.1")});
  support::run_until(f.loop, [&] { return found == 3; });
  CHECK(f.asked.size() == 1);
}

TEST_CASE("addresses - the resolver of the system knows localhost and says why it does not know another") {
  boost::asio::io_context loop;
  const auto lookup = http::system_lookup(loop);
  std::expected<http::Addresses, std::string> known;
  std::expected<http::Addresses, std::string> unknown = http::Addresses();
  lookup("localhost", [&](auto result) { known = std::move(result); });
  lookup("name.invalid", [&](auto result) { unknown = std::move(result); });
  loop.run_for(20s);
  REQUIRE(known.has_value());
  REQUIRE(!known->empty());
  CHECK(known->front().is_loopback());
  REQUIRE(!unknown.has_value());
  CHECK(!unknown.error().empty());
}

}  // namespace client_address_book_test
