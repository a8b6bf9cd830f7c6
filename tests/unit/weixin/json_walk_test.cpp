#include "weixin/json_walk.hpp"

#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace json_walk_test {

using namespace weixin;

// Writes down what it is told: "path=text" of leaves, "path{" and "path}" of what holds others.
class Notes final : public Walker {
 public:
  std::string all;
  std::vector<Leaf> leaves;
  std::vector<std::size_t> depths;
  std::vector<std::string> names;
  JsonCopy copy;

  void leaf(const Place& place, Leaf leaf) override {
    all += std::string(place.path) + "=" + std::string(leaf.text) + ";";
    shapes.push_back(leaf.shape);
    depths.push_back(place.depth);
    names.emplace_back(place.name);
    copy.leaf(place, leaf);
  }
  void open(const Place& place, char bracket) override {
    all += std::string(place.path) + bracket;
    copy.open(place, bracket);
  }
  void close(const Place& place, char bracket) override {
    all += std::string(place.path) + (bracket == '{' ? "}" : "]");
    copy.close(bracket);
  }
  std::vector<Shape> shapes;
};

std::string walked(std::string_view json) {
  Notes notes;
  return walk(json, notes) ? notes.all : "refused";
}

std::string nested(std::size_t levels) {
  std::string json = "{\"a\":";
  for (std::size_t i = 1; i < levels; ++i) {
    json += '[';
  }
  return json + std::string(levels - 1, ']') + "}";
}

TEST_CASE("json walk - values in order with their paths") {
  CHECK(walked(R"({})").empty());
  CHECK(walked(R"({"a":1,"b":"x"})") == "a=1;b=x;");
  CHECK(walked(R"({"a":{"b":{"c":1},"d":2},"e":3})") == "a{a.b{a.b.c=1;a.b}a.d=2;a}e=3;");
  CHECK(walked(R"({"l":[1,{"a":2,"b":[]},[3,[4]]],"z":5})") ==
        "l[l[]=1;l[]{l[].a=2;l[].b[l[].b]l[]}l[][l[][]=3;l[][][l[][][]=4;l[][]]l[]]l]z=5;");
  CHECK(walked(R"({"":1,"a":{"":2}})") == "=1;a{a.=2;a}");
  CHECK(walked(" \r\n\t{ \"a\" : 1 } \n") == "a=1;");
  CHECK(walked("\xef\xbb\xbf{\"a\":1}") == "a=1;");
}

TEST_CASE("json walk - shapes depths and names") {
  Notes notes;
  REQUIRE(walk(
      R"({"a":null,"b":true,"c":-5,"d":1.0,"e":"t","f":{"g":[18446744073709551615,18446744073709551616]}})",
      notes));
  CHECK(notes.shapes == std::vector<Shape>{Shape::null, Shape::boolean, Shape::integer, Shape::number,
                                           Shape::text, Shape::integer, Shape::number});
  CHECK(notes.depths == std::vector<std::size_t>{1, 1, 1, 1, 1, 3, 3});
  CHECK(notes.names == std::vector<std::string>{"a", "b", "c", "d", "e", "", ""});
}

TEST_CASE("json walk - escapes in texts and names") {
  CHECK(walked(R"({"a\u0062":"x\n\"\\\u4e2d\ud83d\ude00y"})") == "ab=x\n\"\\\xe4\xb8\xad\xf0\x9f\x98\x80y;");
  CHECK(walked("{\"\xe7\xa0\x81\":\"\xe4\xb8\xad\"}") == "\xe7\xa0\x81=\xe4\xb8\xad;");
}

TEST_CASE("json walk - numbers as they were written") {
  for (const std::string number :
       {"0", "-1", "9223372036854775808", "18446744073709551615", "18446744073709551616",
        "123456789012345678901234567890", "1.50", "-0.1", "1e5", "1E+05", "1e999", "5e-324"}) {
    CAPTURE(number);
    CHECK(walked("{\"a\":" + number + "}") == "a=" + number + ";");
  }
}

TEST_CASE("json walk - what is not one JSON object in UTF-8 is refused") {
  for (const std::string json : {"",
                                 " ",
                                 "null",
                                 "true",
                                 "1",
                                 "\"a\"",
                                 "[]",
                                 "[{}]",
                                 "{",
                                 "}",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "{\"a\":1",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{'a':1}",
                                 "{\"a\":1}x",
                                 "{\"a\":1}{}",
                                 "{\"a\":01}",
                                 "{\"a\":+1}",
                                 "{\"a\":.5}",
                                 "{\"a\":1.}",
                                 "{\"a\":NaN}",
                                 "{\"a\":nul}",
                                 "{\"a\":\"x\ny\"}",
                                 "{\"a\":\"\\x\"}",
                                 "{\"a\":\"\\ud800\"}",
                                 "{\"a\":\"\xff\"}",
                                 "{\"a\":\"\xc0\xaf\"}",
                                 "{\"a\":\"\xed\xa0\x80\"}",
                                 "{\"\xff\":1}",
                                 "/**/{}",
                                 "{\"a\":1}//",
                                 "<html></html>",
                                 "\xef\xbb\xbf",
                                 "errcode=0"}) {
    CAPTURE(json);
    CHECK(walked(json) == "refused");
  }
  CHECK(walked(std::string("{\"a\":1}\0", 8)) == "refused");
  CHECK(walked(std::string("{\"a\":\"x\0\"}", 10)) == "refused");
}

TEST_CASE("json walk - a bounded depth whatever the size") {
  CHECK(walked(nested(32)) != "refused");
  CHECK(walked(nested(33)) == "refused");
  CHECK(walked("{\"a\":" + std::string(1'000'000, '[')) == "refused");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) {
    objects += "{\"a\":";
  }
  CHECK(walked(objects) == "refused");
}

TEST_CASE("json walk - readings are lenient about quotes and nothing else") {
  const auto integer = [](std::string_view text) { return Leaf{Shape::integer, text}; };
  const auto text = [](std::string_view content) { return Leaf{Shape::text, content}; };
  CHECK(as_uint64(integer("18446744073709551615")) == 18446744073709551615U);
  CHECK(as_uint64(text("18446744073709551615")) == 18446744073709551615U);
  CHECK(as_uint64(text("007")) == 7);
  CHECK(as_int64(integer("-9223372036854775808")) == std::numeric_limits<std::int64_t>::min());
  CHECK(as_int64(text("-1")) == -1);
  CHECK(as_int(text("46")) == 46);
  CHECK(as_text(text("")) == "");
  CHECK(as_text(integer("8")) == "8");

  for (const auto wrong : {"-1", "18446744073709551616", "", " 1", "1 ", "+1", "0x1", "1.0", "1e3", "one"}) {
    CAPTURE(wrong);
    CHECK(!as_uint64(text(wrong)));
  }
  CHECK(!as_int64(text("9223372036854775808")));
  CHECK(!as_int64(text("")));
  CHECK(!as_int64(text("+1")));
  CHECK(!as_int(integer("2147483648")));
  CHECK(!as_text(text(std::string_view("a\0b", 3))));
  for (const auto shape : {Shape::null, Shape::boolean, Shape::number}) {
    CHECK(!as_uint64({shape, "1"}));
    CHECK(!as_int64({shape, "1"}));
    CHECK(!as_int({shape, "1"}));
    CHECK(!as_text({shape, "1"}));
  }
}

TEST_CASE("json walk - a copy says the same") {
  const std::string json =
      R"("a":1,"b":[],"c":{},"d":[1,"2",null,{"x":{"y":[[true],false]}},{}],"e":"q\"\\\n\u0000","f":1e999)";
  Notes notes;
  REQUIRE(walk("{" + json + "}", notes));
  CHECK(notes.copy.members() == json);
}

}  // namespace json_walk_test
