#include "weixin/message.hpp"

#include <doctest/doctest.h>

#include "weixin/push.hpp"

TEST_CASE("the text of a follower is read and answered") {
  const auto message = weixin::read_message(
      "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o-1]]></FromUserName>"
      "<CreateTime>1409735668</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[hi]]></"
      "Content>"
      "<MsgId>6054768590064713728</MsgId></xml>");
  REQUIRE(message);
  CHECK(message->to_user == "gh_1");
  CHECK(message->from_user == "o-1");
  CHECK(message->type == "text");
  CHECK(message->content == "hi");
  CHECK(weixin::write_text_reply(*message, "hello", base::WallTime(std::chrono::seconds(1'800'000'000))) ==
        "<xml><ToUserName><![CDATA[o-1]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName>"
        "<CreateTime>1800000000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[hello]]></Content></xml>");
}

TEST_CASE("an event is read by its name") {
  const auto message = weixin::read_message("<xml><MsgType>event</MsgType><Event>LOCATION</Event></xml>");
  REQUIRE(message);
  CHECK(message->event == "LOCATION");
  CHECK_FALSE(weixin::read_message("<xml><Event>LOCATION</Event></xml>"));
  CHECK_FALSE(weixin::read_message("<!DOCTYPE xml><xml><MsgType>text</MsgType></xml>"));
}

TEST_CASE("nothing in a reply ends its section") {
  const weixin::Message message{"gh_1", "]]><x/>", "text", "", ""};
  const std::string text = "a]]>b]]]>c";
  const auto members = weixin::read_push_xml(weixin::write_text_reply(message, text, {}));
  REQUIRE(members);
  REQUIRE(members->size() == 5);
  CHECK(members->at(0).text == "]]><x/>");
  CHECK(members->at(4).text == text);
}
