#include "platform/authorize_state.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "support/fake_random.hpp"

namespace authorize_state_test {

using namespace std::chrono_literals;
using platform::AuthorizeClaim;
using platform::AuthorizeStates;

// Keys of the given ids, each the same at every call; the last is the current one.
crypto::KeyRing ring(std::initializer_list<std::uint32_t> ids) {
  std::string text;
  for (const auto id : ids) {
    support::FakeRandom random(id);
    text.append(crypto::KeyRing::generate_line(id, random).reveal()).append("\n");
  }
  return crypto::KeyRing::parse(base::Secret(std::move(text))).value();
}

const AuthorizeClaim claim{7, "zh", base::WallTime(1'800'000'000s)};

TEST_CASE("a state comes back as it went") {
  support::FakeRandom random;
  const auto keys = ring({1});
  const AuthorizeStates states(keys);
  const auto text = states.mint(claim, random);
  CHECK(text.size() == 72);
  CHECK(base::from_base64url(text).has_value());
  const auto back = states.verify(text);
  REQUIRE(back.has_value());
  CHECK(back->invitation == 7);
  CHECK(back->language == "zh");
  CHECK(back->expires_at == claim.expires_at);
  CHECK(states.mint(claim, random) != text);
}

TEST_CASE("a changed state is refused") {
  support::FakeRandom random;
  const auto keys = ring({1});
  const AuthorizeStates states(keys);
  const auto text = states.mint(claim, random);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK_FALSE(states.verify(changed).has_value());
  }
  CHECK_FALSE(states.verify("").has_value());
  CHECK_FALSE(states.verify(text + "AAAA").has_value());
  CHECK_FALSE(states.verify(text.substr(4)).has_value());
  CHECK_FALSE(states.verify(std::string(72, '!')).has_value());
}

TEST_CASE("every current key verifies and no other does") {
  support::FakeRandom random;
  const auto old_keys = ring({1});
  const auto both = ring({1, 2});
  const auto new_keys = ring({2});
  const auto of_old = AuthorizeStates(old_keys).mint(claim, random);
  const auto of_both = AuthorizeStates(both).mint(claim, random);
  CHECK(AuthorizeStates(both).verify(of_old).has_value());
  CHECK(AuthorizeStates(new_keys).verify(of_both).has_value());
  CHECK_FALSE(AuthorizeStates(new_keys).verify(of_old).has_value());
}

}  // namespace authorize_state_test
