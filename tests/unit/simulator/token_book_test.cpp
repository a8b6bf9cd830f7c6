#include "simulator/token_book.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace token_book_test {

using namespace std::chrono_literals;
using simulator::IssuedToken;
using simulator::TokenBook;
using State = simulator::IssuedToken::State;

const base::WallTime start = support::FakeClock().wall();

const IssuedToken& token_of(const TokenBook& book, std::uint64_t generation) {
  for (const IssuedToken& token : book.all()) {
    if (token.generation == generation) return token;
  }
  FAIL("no such generation");
  return book.all().front();
}

TEST_CASE("a token works until it expires") {
  TokenBook book;
  CHECK(book.newest() == nullptr);
  book.issue("a", start, 7200s, 300s);
  CHECK(book.newest()->generation == 1);
  CHECK(book.newest()->state(start) == State::valid);
  CHECK(book.newest()->state(start + 7200s - 1us) == State::valid);
  CHECK(book.newest()->state(start + 7200s) == State::expired);
}

TEST_CASE("only the newest token and the one before work and the latter during the overlap") {
  TokenBook book;
  book.issue("a", start, 7200s, 300s);
  book.issue("b", start + 10s, 7200s, 300s);
  CHECK(token_of(book, 1).state(start + 309s) == State::valid);
  CHECK(token_of(book, 1).state(start + 310s) == State::replaced);
  book.issue("c", start + 20s, 7200s, 300s);
  CHECK(token_of(book, 1).state(start + 20s) == State::replaced);
  CHECK(token_of(book, 2).state(start + 319s) == State::valid);
  CHECK(token_of(book, 3).state(start + 319s) == State::valid);
}

TEST_CASE("without overlap the older token dies at once") {
  TokenBook book;
  book.issue("a", start, 7200s, 300s);
  book.issue("b", start, 7200s, 0s);
  CHECK(token_of(book, 1).state(start) == State::replaced);
}

TEST_CASE("an overlap does not revive what was voided and does not outlast the expiry") {
  TokenBook book;
  book.issue("a", start, 100s, 300s);
  book.issue("b", start + 50s, 7200s, 300s);
  CHECK(token_of(book, 1).state(start + 100s) == State::expired);
  TokenBook voided;
  voided.issue("a", start, 7200s, 300s);
  voided.void_newest(start);
  CHECK(voided.newest()->state(start) == State::replaced);
  voided.issue("b", start, 7200s, 300s);
  CHECK(token_of(voided, 1).state(start) == State::replaced);
  CHECK(voided.newest()->state(start) == State::valid);
  voided.void_all(start + 1s);
  CHECK(voided.newest()->state(start + 1s) == State::replaced);
}

TEST_CASE("old tokens are forgotten one by one and their values told") {
  TokenBook book;
  for (int i = 0; i < 8; ++i) {
    CHECK_FALSE(book.issue(std::to_string(i), start, 7200s, 300s));
  }
  CHECK(book.issue("8", start, 7200s, 300s) == "0");
  CHECK(book.issue("9", start, 7200s, 300s) == "1");
  CHECK(book.newest()->generation == 10);
  CHECK(book.all().size() == 8);
}

}  // namespace token_book_test
