// The limits that all loops share.
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "base/sharing.hpp"
#include "http/connection_book.hpp"

namespace server_connection_book_test {

using http::ConnectionBook;
using http::ConnectionLimits;
using http::ConnectionVerdict;
using http::HandshakeVerdict;

base::IpAddress address(std::string_view text) { return base::parse_address(text).value(); }

std::shared_ptr<ConnectionBook> book_of(ConnectionLimits limits) {
  return std::make_shared<ConnectionBook>(limits, std::vector{base::Cidr::parse("10.0.0.0/8").value()});
}

TEST_CASE("every situation of a new connection or handshake is judged by the limits") {
  for (std::size_t all = 1; all <= 6; ++all) {
    for (std::size_t own = 1; own <= 6; ++own) {
      for (std::size_t used = 0; used <= 7; ++used) {
        for (std::size_t mine = 0; mine <= used; ++mine) {
          const ConnectionLimits limits{.all = all, .per_address = own, .handshakes = all};
          for (const bool exempt : {false, true}) {
            const bool address_full = !exempt && mine >= own;
            const auto expected = address_full  ? ConnectionVerdict::address_full
                                  : used >= all ? ConnectionVerdict::full
                                                : ConnectionVerdict::admitted;
            CHECK(http::judge_connection(mine, used, exempt, limits) == expected);
          }
          const auto proxied = http::judge_handshake(mine, used, true, limits);
          CHECK(proxied == (used < all ? HandshakeVerdict::begun : HandshakeVerdict::full));
          const auto direct = http::judge_handshake(mine, used, false, limits);
          CHECK((direct == HandshakeVerdict::begun) == base::may_take_one(mine, used, all));
          CHECK((direct == HandshakeVerdict::full) == (used >= all));
        }
      }
    }
  }
}

TEST_CASE("places count in all and by address until they end") {
  const auto book = book_of({.all = 4, .per_address = 2, .handshakes = 4});
  std::vector<ConnectionBook::Place> held;
  const auto enter = [&](std::string_view from) {
    auto place = book->enter(address(from));
    if (!place) return place.error();
    held.push_back(std::move(*place));
    return ConnectionVerdict::admitted;
  };
  CHECK(enter("192.0.2.1") == ConnectionVerdict::admitted);
  CHECK(enter("192.0.2.1") == ConnectionVerdict::admitted);
  CHECK(enter("192.0.2.1") == ConnectionVerdict::address_full);
  CHECK(enter("2001:db8::1") == ConnectionVerdict::admitted);
  CHECK(enter("2001:db8::ffff:2") == ConnectionVerdict::admitted);
  CHECK(enter("2001:db8::3") == ConnectionVerdict::address_full);
  CHECK(enter("2001:db8:0:1::1") == ConnectionVerdict::full);
  CHECK(book->counts().connections == 4);
  CHECK(book->counts().addresses == 2);
  CHECK(enter("192.0.2.1") ==
        ConnectionVerdict::address_full);  // before "full": it is what the client can mend

  held.pop_back();
  CHECK(enter("10.1.1.1") == ConnectionVerdict::admitted);
  CHECK(enter("10.1.1.1") == ConnectionVerdict::full);
  held.clear();
  CHECK(book->counts().connections == 0);
  CHECK(book->counts().addresses == 0);
  for (int i = 0; i < 4; ++i)
    CHECK(enter("10.1.1.1") == ConnectionVerdict::admitted);
}

TEST_CASE("handshakes of one address leave room to others") {
  const auto book = book_of({.all = 100, .per_address = 100, .handshakes = 4});
  std::vector<ConnectionBook::Place> held;
  const auto begin = [&](std::string_view from) {
    held.push_back(std::move(*book->enter(address(from))));
    return held.back().begin_handshake();
  };
  CHECK(begin("192.0.2.1") == HandshakeVerdict::begun);
  CHECK(begin("192.0.2.1") == HandshakeVerdict::begun);
  CHECK(begin("192.0.2.1") == HandshakeVerdict::address_full);
  CHECK(begin("192.0.2.2") == HandshakeVerdict::begun);
  CHECK(begin("192.0.2.3") == HandshakeVerdict::begun);
  CHECK(begin("192.0.2.4") == HandshakeVerdict::full);
  CHECK(book->counts().handshakes == 4);

  held[0].end_handshake();
  held[0].end_handshake();
  CHECK(book->counts().handshakes == 3);
  CHECK(held.back().begin_handshake() == HandshakeVerdict::begun);
  CHECK(begin("10.0.0.1") == HandshakeVerdict::full);
  held.clear();  // also those that were under way
  CHECK(book->counts().handshakes == 0);
  CHECK(begin("10.0.0.1") == HandshakeVerdict::begun);
  CHECK(begin("10.0.0.1") == HandshakeVerdict::begun);
  CHECK(begin("10.0.0.1") == HandshakeVerdict::begun);
}

TEST_CASE("limits of connections change for those that come later") {
  const auto book = book_of({.all = 2, .per_address = 2, .handshakes = 1});
  const auto first = book->enter(address("192.0.2.1"));
  const auto second = book->enter(address("192.0.2.1"));
  REQUIRE(first);
  REQUIRE(second);
  book->change({.all = 10, .per_address = 3, .handshakes = 1}, {});
  const auto third = book->enter(address("192.0.2.1"));
  CHECK(third);
  CHECK(book->enter(address("192.0.2.1")).error() == ConnectionVerdict::address_full);
  book->change({.all = 1, .per_address = 3, .handshakes = 1}, {});
  CHECK(book->enter(address("192.0.2.2")).error() == ConnectionVerdict::full);
  CHECK(book->counts().connections == 3);
}

TEST_CASE("loops that come and go at once leave nothing behind") {
  const auto book = book_of({.all = 50, .per_address = 30, .handshakes = 10});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5'000; ++i) {
        auto place = book->enter(address("192.0.2." + std::to_string((i + t) % 3)));
        if (place && place->begin_handshake() == HandshakeVerdict::begun && i % 2 == 0)
          place->end_handshake();
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  CHECK(book->counts().connections == 0);
  CHECK(book->counts().handshakes == 0);
  CHECK(book->counts().addresses == 0);
}

}  // namespace server_connection_book_test
