#include "base/text.hpp"

#include <doctest/doctest.h>

TEST_CASE("well-formed UTF-8 is told from everything else") {
  for (const std::string good :
       {"", "abc", "微信", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK_MESSAGE(base::is_utf8(good), good);
  }
  for (const std::string bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe5\xbe", "a\xff", "\xf0\x9f\x98"}) {
    CHECK_FALSE(base::is_utf8(bad));
    for (std::size_t before = 1; before <= 16; ++before) {
      CHECK_FALSE(base::is_utf8(std::string(before, 'x') + bad));
      CHECK_FALSE(base::is_utf8(std::string(before, 'x') + bad + "0123456789abcdef"));
    }
  }
}

TEST_CASE("unsigned decimals are read whole or not at all") {
  CHECK(base::parse_uint64("0") == 0U);
  CHECK(base::parse_uint64("007") == 7U);
  CHECK(base::parse_uint64("18446744073709551615") == 18446744073709551615ULL);
  for (const char* bad :
       {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "18446744073709551616", "000000000000000000001"}) {
    CHECK_FALSE(base::parse_uint64(bad));
  }
}

TEST_CASE("base64 follows RFC 4648") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    CHECK(base::to_base64(base::bytes_of(plain)) == coded);
    CHECK(base::from_base64(coded).value() == plain);
  }
  CHECK(base::to_base64url(base::bytes_of("\xfb\xff")) == "-_8");
  CHECK(base::from_base64url("-_8").value() == "\xfb\xff");
  for (const char* bad : {"Zg=", "Zg", "Zh==", "Z===", "Zm9v!", "Zm 9v", "Zg==Zg=="}) {
    CHECK_FALSE(base::from_base64(bad));
  }
  CHECK_FALSE(base::from_base64url("-_9"));
  CHECK_FALSE(base::from_base64url("a"));
  CHECK_FALSE(base::from_base64url("+/8"));
}

TEST_CASE("hex goes both ways") {
  CHECK(base::to_hex(base::bytes_of(std::string("\x00\xff\x1a", 3))) == "00ff1a");
  CHECK(base::from_hex("00FF1a").value() == std::string("\x00\xff\x1a", 3));
  CHECK_FALSE(base::from_hex("0"));
  CHECK_FALSE(base::from_hex("0g"));
}

TEST_CASE("names of headers compare without case and values lose the blanks around them") {
  CHECK(base::equals_ignoring_case("Content-Length", "content-lengtH"));
  CHECK_FALSE(base::equals_ignoring_case("a", "ab"));
  CHECK(base::trimmed(" \t a b\t ") == "a b");
  CHECK(base::trimmed(" \t").empty());
  CHECK(base::has_control("a\x7f"));
  CHECK_FALSE(base::has_control("é"));
}
