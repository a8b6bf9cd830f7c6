#include "staff/password.hpp"

#include <doctest/doctest.h>

#include "support/fake_random.hpp"

namespace password_test {

using base::Secret;

std::string refusal(const char* password, std::string_view account = "alice") {
  const auto checked = staff::check_password(Secret(password), account);
  return checked ? "" : checked.error().detail;
}

TEST_CASE("a long password that nobody guesses is taken whatever its characters") {
  CHECK(refusal("correct horse battery staple") == "");
  CHECK(refusal("\xe5\x8d\x83\xe9\x87\x8c\xe4\xb9\x8b\xe8\xa1\x8c\xe5\xa7\x8b\xe4\xba\x8e\xe8\xb6\xb3"
                "\xe4\xb8\x8b\xe4\xb8\x80\xe6\xad\xa5\xe6\xad\xa5\xe6\xad\xa5") == "");
  CHECK(refusal("kfjq-wmbz-72hc") == "");
}

TEST_CASE("short and guessed and malformed passwords are refused with the reason") {
  CHECK(refusal("kfjqwmbz72h").contains("at least 12"));
  CHECK(refusal("password1234").contains("easily guessed"));
  for (const auto* guessed : {"aaaaaaaaaaaaaaaa", "qwertyuiop123456", "Summer2026Summer", "P@ssw0rd!2024"})
    CHECK(refusal(guessed).contains("easily guessed"));
  CHECK(refusal("Alice-kfjqwmbz72").contains("account's name"));
  CHECK(refusal("kfjq\twmbz 72hc").contains("control"));
  CHECK(refusal("kfjqwmbz72hc\xff").contains("control"));
  CHECK(refusal(std::string(300, 'x').c_str()).contains("at most 256"));
}

TEST_CASE("a password is known again by its hash and no other one is") {
  const std::string hash = staff::hash_password(Secret("correct horse battery staple"));
  CHECK(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
  CHECK(staff::is_password(Secret("correct horse battery staple"), hash));
  CHECK_FALSE(staff::is_password(Secret("correct horse battery stapl"), hash));
  CHECK_FALSE(staff::is_password(Secret(""), hash));
  CHECK_FALSE(staff::is_password(Secret("correct horse battery staple"), ""));
  CHECK_FALSE(staff::is_outdated(hash));
  CHECK(
      staff::is_outdated("$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                         "WrxQV5p5OE3RnEmh8cZQXcTpYTtRkXXi6gVKzFaDSl4"));
}

TEST_CASE("a password that is made here is one that may be used") {
  support::FakeRandom random(1);
  const auto password = staff::generate_password(random);
  CHECK(password.size() == 23);
  CHECK(staff::check_password(password, "alice"));
  CHECK(staff::generate_password(random).reveal() != password.reveal());
}

}  // namespace password_test
