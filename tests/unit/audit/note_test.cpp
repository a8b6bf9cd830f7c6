#include "audit/note.hpp"

#include <array>

#include <doctest/doctest.h>

#include "crypto/random.hpp"

namespace note_test {

using audit::Signer;
using audit::Verifier;

// The example of Go's package golang.org/x/mod/sumdb/note, the reference of the format.
constexpr auto private_key = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr auto public_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr auto text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr auto note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

std::array<Verifier, 1> known() { return {Verifier::parse(public_key).value()}; }

TEST_CASE("a note of the reference s own example") {
  const auto signer = Signer::parse(base::Secret(private_key));
  REQUIRE(signer);
  CHECK(signer->verifier().text() == public_key);
  CHECK(signer->text().reveal() == private_key);
  CHECK(signer->sign(text) == note);
  const auto opened = audit::open_note(note, known());
  REQUIRE(opened);
  CHECK(*opened == text);
}

TEST_CASE("a note that was changed does not open") {
  for (std::size_t i = 0; i < std::string_view(note).size(); ++i) {
    std::string changed(note);
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(audit::open_note(changed, known()));
  }
  CHECK_FALSE(audit::open_note(std::string(note) + "x", known()));
  CHECK_FALSE(audit::open_note("", known()));
  CHECK_FALSE(audit::open_note(text, known()));
}

TEST_CASE("signatures of strangers are passed over and alone are not enough") {
  crypto::SystemRandom random;
  const Signer stranger = Signer::generate("witness.example/1", random);
  const std::string both = std::string(note) + stranger.signature_line(text);
  CHECK(audit::open_note(both, known()));
  CHECK_FALSE(audit::open_note(stranger.sign(text), known()));
  const std::array<Verifier, 1> only{stranger.verifier()};
  CHECK(audit::open_note(both, only));
}

TEST_CASE("a key whose parts do not belong together is refused") {
  std::string wrong(public_key);
  wrong[13] = 'd';
  CHECK_FALSE(Verifier::parse(wrong));
  wrong = public_key;
  wrong[0] = 'Q';
  CHECK_FALSE(Verifier::parse(wrong));
  for (const auto* bad :
       {"", "a", "a+b", "a+00000000+AAAA", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    CHECK_FALSE(Verifier::parse(bad));
    CHECK_FALSE(Signer::parse(base::Secret(bad)));
  }
  CHECK_FALSE(Signer::parse(base::Secret(public_key)));
  for (const auto* bad : {"", "a b", "a+b", "a\nb",
                          "a\xc2\xa0"
                          "b",
                          "\xff"}) {
    CHECK_FALSE(audit::is_key_name(bad));
  }
  CHECK(audit::is_key_name("audit.example.com/gateway"));
}

TEST_CASE("a file of notes is cut into its notes") {
  const std::string file = std::string(note) + note + "\n" + note;
  std::string_view rest = file;
  int count = 0;
  while (const auto one = audit::next_note(rest)) {
    CHECK(*one == note);
    ++count;
  }
  CHECK(count == 3);
  std::string_view torn = std::string_view(note).substr(0, 60);
  CHECK(audit::next_note(torn) == std::string_view(note).substr(0, 60));
  CHECK_FALSE(audit::next_note(torn));
}

}  // namespace note_test
