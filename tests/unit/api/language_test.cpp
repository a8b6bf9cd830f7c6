#include "api/language.hpp"

#include <string_view>

#include <doctest/doctest.h>

TEST_CASE("Chinese when it is preferred else English") {
  using api::Language;
  struct Row {
    std::string_view header;
    Language language;
  };
  const Row rows[] = {
      {"", Language::en},
      {"zh", Language::zh},
      {"zh-CN", Language::zh},
      {"ZH-Hans-CN", Language::zh},
      {"en", Language::en},
      {"en-US,en;q=0.9", Language::en},
      {"zh-CN,zh;q=0.9,en;q=0.8", Language::zh},
      {"en-GB,en;q=0.9,zh;q=0.8", Language::en},
      {"en;q=0.5, zh;q=0.6", Language::zh},
      {"en;q=0.6 , zh ; q=0.6", Language::en},
      {"zh;q=0.6,en;q=0.6", Language::zh},
      {"zh;q=0", Language::en},
      {"zh;q=0.000,en;q=0", Language::en},
      {"*", Language::en},
      {"*,zh;q=0.5", Language::en},
      {"zh,*;q=0.5", Language::zh},
      {"fr, de;q=0.9", Language::en},
      {"fr,zh;q=0.1", Language::zh},
      {"zhx", Language::en},
      {"zh;q=1.000", Language::zh},
      {"zh;q=1.001", Language::en},
      {"zh;q=2", Language::en},
      {"zh;q=0.1234", Language::en},
      {"zh;q=", Language::en},
      {"zh;q=-1", Language::en},
      {"zh;level=1", Language::en},
      {",,;;,zh", Language::zh},
      {";q=1", Language::en},
  };
  for (const auto& row : rows) {
    CAPTURE(row.header);
    CHECK(api::preferred_language(row.header) == row.language);
  }
}

TEST_CASE("tags name the language of an answer") {
  CHECK(api::tag(api::Language::en) == "en");
  CHECK(api::tag(api::Language::zh) == "zh");
}
