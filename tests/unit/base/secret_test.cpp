#include "base/secret.hpp"

#include <concepts>
#include <cstring>
#include <memory>
#include <new>
#include <ostream>

#include <doctest/doctest.h>

#include "base/log.hpp"

namespace {

template <class T>
concept printable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept loggable = requires(const T& value) { base::Field("name", value); };

// A secret so short that it lies within the object, whose memory can be looked at also when it is gone.
struct Watched {
  alignas(base::Secret) std::byte memory[sizeof(base::Secret)]{};
  base::Secret* secret = new (memory) base::Secret("Kn0wn");
  bool seen() const {
    return std::string_view(reinterpret_cast<const char*>(memory), sizeof memory).contains("Kn0wn");
  }
};

}  // namespace

TEST_CASE("a secret cannot be printed compared or logged") {
  static_assert(!printable<base::Secret>);
  static_assert(!loggable<base::Secret>);
  static_assert(!std::equality_comparable<base::Secret>);
  static_assert(!std::convertible_to<base::Secret, std::string>);
  static_assert(!std::convertible_to<base::Secret, std::string_view>);
  CHECK(base::Secret("abc").reveal() == "abc");
}

TEST_CASE("a secret leaves nothing where it was") {
  std::string source = "a secret that is too long to be kept inside the string object itself";
  const char* bytes = source.data();
  const std::size_t size = source.size();
  const base::Secret secret(std::move(source));
  CHECK(std::string_view(bytes, size).find("secret") == std::string_view::npos);
  CHECK(secret.size() == size);

  base::Secret from("short");
  const base::Secret to(std::move(from));
  CHECK(from.empty());
  CHECK(to.reveal() == "short");
}

TEST_CASE("a string that grows by wiping leaves nothing where it was") {
  std::string grown;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    base::append_wiping(grown, "a token ");
    base::append_wiping(grown, "");
    expected += "a token ";
  }
  CHECK(grown == expected);

  // A string that lies within its object can be looked at after it has moved into memory of its own.
  alignas(std::string) std::byte memory[sizeof(std::string)]{};
  auto* const text = new (memory) std::string("Kn0wn");
  base::append_wiping(*text, std::string(100, '.'));
  CHECK(text->starts_with("Kn0wn...."));
  CHECK_FALSE(std::string_view(reinterpret_cast<const char*>(memory), sizeof memory).contains("Kn0wn"));
  std::destroy_at(text);
}

TEST_CASE("a secret is overwritten when it is destroyed moved from or assigned over") {
  Watched destroyed;
  CHECK(destroyed.seen());
  std::destroy_at(destroyed.secret);
  CHECK_FALSE(destroyed.seen());

  Watched moved;
  base::Secret taken(std::move(*moved.secret));
  CHECK_FALSE(moved.seen());
  Watched given;
  taken = std::move(*given.secret);
  CHECK_FALSE(given.seen());
  CHECK(taken.reveal() == "Kn0wn");

  Watched copied_over;
  const base::Secret other("else");
  *copied_over.secret = other;
  CHECK_FALSE(copied_over.seen());
  Watched moved_over;
  *moved_over.secret = base::Secret();
  CHECK_FALSE(moved_over.seen());
  for (auto* watched : {&moved, &given, &copied_over, &moved_over})
    std::destroy_at(watched->secret);
}
