#include "weixin/answer.hpp"

#include <string>

#include <doctest/doctest.h>

namespace answer_test {

using weixin::Answer;

class Plain final : public weixin::AnswerReader {
 public:
  std::string others;

 private:
  void member(const weixin::Place& place, weixin::Leaf leaf) override {
    others += std::string(place.path) + "=" + std::string(leaf.text) + ";";
  }
};

std::optional<Answer> read(std::string_view body) {
  Plain reader;
  return reader.read(body);
}

TEST_CASE("answer - errcode errmsg and rid") {
  const auto answer = read(
      R"({"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 637f097b-107e6569-34b61712"})");
  REQUIRE(answer);
  CHECK(answer->errcode == 40001);
  CHECK(answer->errmsg.starts_with("invalid credential"));
  CHECK(answer->rid == "637f097b-107e6569-34b61712");
}

TEST_CASE("answer - an absent errcode is 0 a numeric string is a number") {
  CHECK(read("{}")->errcode == 0);
  CHECK(read(R"({"component_access_token":"x"})")->errcode == 0);
  CHECK(read(R"({"errcode":null})")->errcode == 0);
  CHECK(read(R"({"errcode":0,"errmsg":"ok"})")->errcode == 0);
  CHECK(read(R"({"errcode":"80304"})")->errcode == 80304);
  CHECK(read(R"({"errcode":"-1"})")->errcode == -1);
  CHECK(read(R"({"errcode":-1,"errmsg":"system error"})")->errcode == -1);
  CHECK(read(R"({"errcode":1,"errcode":2})")->errcode == 2);
}

TEST_CASE("answer - an errcode that is no number makes the answer useless") {
  for (const std::string wrong :
       {"true", "\"\"", "\"ok\"", "1.5", "1e3", "{}", "[0]", "\" 0\"", "9223372036854775808",
        "18446744073709551616", "\"99999999999999999999\""}) {
    CAPTURE(wrong);
    CHECK(!read("{\"errcode\":" + wrong + "}"));
  }
}

TEST_CASE("answer - errmsg of another type is none") {
  for (const std::string wrong : {"1", "null", "{\"a\":1}", "[\"x\"]", "false"}) {
    CAPTURE(wrong);
    const auto answer = read("{\"errcode\":1,\"errmsg\":" + wrong + "}");
    REQUIRE(answer);
    CHECK(answer->errcode == 1);
    CHECK(answer->errmsg.empty());
  }
}

TEST_CASE("answer - members of the API go to its reader those of the same name further down too") {
  Plain reader;
  REQUIRE(reader.read(R"({"errcode":0,"errmsg":"ok","a":"1","data":{"errcode":5,"errmsg":"inner"}})"));
  CHECK(reader.others == "a=1;data.errcode=5;data.errmsg=inner;");
}

TEST_CASE("answer - what is not a JSON object is none") {
  for (const char* body : {"", "ok", "<html><body>502 Bad Gateway</body></html>", "[]", "null",
                           "{\"errcode\":0", "{\"errmsg\":\"\xd6\xd0\"}"}) {
    CHECK(!read(body));
  }
}

TEST_CASE("answer - rid is found behind hint and Chinese text") {
  using weixin::rid_of;
  CHECK(rid_of("\xe7\x94\xb3\xe8\xaf\xb7\xe5\x8d\x95\xe4\xb8\x8d\xe5\xb1\x9e\xe4\xba\x8e\xe8\xaf\xa5\xe8\xb4"
               "\xa6\xe5\x8f\xb7, "
               "... hint: [VGV6Qa0883d236][2022-11-24 14:04:43] rid: 637f097b-107e6569-34b61712") ==
        "637f097b-107e6569-34b61712");
  CHECK(rid_of("rid: 637f097b-107e6569-34b61712") == "637f097b-107e6569-34b61712");
  CHECK(rid_of("x rid: 637F097B-107E6569-34B61712, more") == "637F097B-107E6569-34B61712");
  CHECK(rid_of("rid: 00000000-00000000-00000001 rid: 00000000-00000000-00000002") ==
        "00000000-00000000-00000002");
  CHECK(rid_of("rid: 00000000-00000000-00000001 rid: cut") == "00000000-00000000-00000001");
  for (const char* none :
       {"", "ok", "rid: ", "rid: 637f097b-107e6569-34b6171", "rid: 637f097b_107e6569-34b61712",
        "rid: 637f097g-107e6569-34b61712", "rid:637f097b-107e6569-34b61712", "gw_rid 1"}) {
    CAPTURE(none);
    CHECK(rid_of(none).empty());
  }
}

}  // namespace answer_test
