#include "staff/access_token.hpp"

#include <doctest/doctest.h>

#include "crypto/random.hpp"

TEST_CASE("access tokens have one form and a hash") {
  crypto::SystemRandom random;
  const auto token = staff::make_access_token(random);
  CHECK(token.reveal().size() == 46);
  CHECK(token.reveal().starts_with("mp_"));
  CHECK(staff::hash_of_access_token(token.reveal()).value().size() == 32);
  CHECK(staff::hash_of_access_token(token.reveal()) !=
        staff::hash_of_access_token(staff::make_access_token(random).reveal()));
  const std::string text(token.reveal());
  for (const std::string& wrong : {std::string(), std::string("mp_"), text + "x", "mk_" + text.substr(3)})
    CHECK_FALSE(staff::hash_of_access_token(wrong));
}

TEST_CASE("scopes by name") {
  for (const auto* name : {"read", "operate", "administer"})
    CHECK(staff::name(staff::token_scope_of(name).value()) == name);
  CHECK_FALSE(staff::token_scope_of("admin"));
  CHECK_FALSE(staff::token_scope_of(""));
}
