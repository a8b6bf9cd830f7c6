#include "weixin/push.hpp"

#include <doctest/doctest.h>

#include "weixin/envelope_vectors.hpp"

namespace push_test {

bool refused(std::string_view xml) {
  const auto read = weixin::read_push_xml(xml);
  return !read && read.error().code == base::Code::request_malformed;
}

TEST_CASE("a ticket push in CDATA and bare") {
  for (const char* ticket : {"<![CDATA[ticket@@@abc]]>", "ticket@@@abc"}) {
    const auto event = weixin::read_push_event(
        "<xml>\n<AppId>wx1</AppId>\n  <CreateTime>1413192605 "
        "</CreateTime><InfoType>component_verify_ticket</InfoType>"
        "<ComponentVerifyTicket>" +
        std::string(ticket) + "</ComponentVerifyTicket></xml>\n");
    REQUIRE(event.has_value());
    CHECK(event->appid == "wx1");
    CHECK(event->info_type == "component_verify_ticket");
    CHECK(event->ticket.reveal() == "ticket@@@abc");
  }
  for (const auto& vector : samples::envelope_vectors()) {
    if (vector.name != "S1") continue;
    const auto event = weixin::read_push_event(vector.message);
    REQUIRE(event.has_value());
    CHECK(event->created_at == 1496654711);
    CHECK(event->ticket.reveal() == "ticket@@@SIMULATED");
  }
}

TEST_CASE("an authorisation push") {
  const std::string head =
      "<xml><AppId>wx1</AppId><CreateTime>1413192760</CreateTime><InfoType><![CDATA[authorized]]></InfoType>"
      "<AuthorizerAppid>wx2</AuthorizerAppid><AuthorizationCode>queryauthcode@@@x</AuthorizationCode>"
      "<Unknown>1</Unknown><PreAuthCode>preauthcode@@@y</PreAuthCode><AuthorizationCodeExpiredTime>";
  const auto event = [&](const std::string& expiry) {
    return weixin::read_push_event(head + expiry + "</AuthorizationCodeExpiredTime></xml>").value();
  };
  CHECK(event("1413196360").authorizer_appid == "wx2");
  CHECK(event("1413196360").authorization_code.reveal() == "queryauthcode@@@x");
  CHECK(event("1413196360").pre_auth_code == "preauthcode@@@y");
  CHECK(event("1413196360").code_expires_at == 1413196360);
  CHECK(event("600").code_expires_at == 1413192760 + 600);  // a duration
  CHECK_FALSE(event("soon").code_expires_at.has_value());
  CHECK_FALSE(event("-5").code_expires_at.has_value());
}

TEST_CASE("a value is all the text of its element") {
  const auto read = weixin::read_push_xml("<xml><a>x<![CDATA[<y>]]>z&lt;</a><b/><c><d>1</d></c></xml>");
  REQUIRE(read.has_value());
  REQUIRE(read->size() == 3);
  CHECK(read->at(0).text == "x<y>z<");
  CHECK(read->at(1).text.empty());
  CHECK(read->at(2).text.empty());
}

TEST_CASE("XML that is not taken") {
  CHECK(refused(""));
  CHECK(refused("{}"));
  CHECK(refused("<xml>"));
  CHECK(refused("<xml></xml"));
  CHECK(refused("<a></a>"));
  CHECK(refused("<xml/><xml/>"));
  CHECK(refused("<!DOCTYPE xml><xml><a>1</a></xml>"));
  CHECK(refused("<!DOCTYPE xml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml><a>&e;</a></xml>"));
  CHECK(refused("<?php x ?><xml/>"));
  CHECK(refused("<xml><a>\xff</a></xml>"));
  CHECK(refused(std::string("<xml><a>\0</a></xml>", 18)));
  std::string deep;
  for (int i = 0; i < 50'000; ++i) {
    deep += "<xml>";
  }
  CHECK(refused(deep));
  CHECK_FALSE(refused("<?xml version=\"1.0\"?><xml><!-- a comment --><a>1</a></xml>"));
  CHECK_FALSE(refused("<xml><a><![CDATA[<b><b><b><b><b><b><b><b><b><b>]]></a></xml>"));
}

TEST_CASE("nothing hides how deep XML is nested") {
  const auto nested = [](std::string_view filler, int levels) {
    std::string xml = "<xml>";
    for (int i = 1; i < levels; ++i)
      xml.append("<a>").append(filler);
    for (int i = 1; i < levels; ++i)
      xml += "</a>";
    return xml + "</xml>";
  };
  for (const auto filler : {"", "<!-- </a> -->", "<![CDATA[</a>]]>", "<?b </a> ?>", "<b c='</a>'/>",
                            "<b c=\"/>\"></b>", "<!-- > -- </a> -->"}) {
    CAPTURE(filler);
    CHECK(weixin::read_push_xml(nested(filler, 7)));
    CHECK_FALSE(weixin::read_push_xml(nested(filler, 9)));
  }
}

TEST_CASE("a time that no calendar has is none") {
  const auto event = weixin::read_push_event(
      "<xml><AppId>a</AppId><InfoType>b</InfoType><CreateTime>9223372036854775807</CreateTime>"
      "<AuthorizationCodeExpiredTime>999999999</AuthorizationCodeExpiredTime></xml>");
  REQUIRE(event);
  CHECK(event->created_at == 0);
  CHECK(event->code_expires_at == 999'999'999);
  const auto late = weixin::read_push_event(
      "<xml><AppId>a</AppId><InfoType>b</InfoType>"
      "<AuthorizationCodeExpiredTime>9223372036854775807</AuthorizationCodeExpiredTime></xml>");
  REQUIRE(late);
  CHECK_FALSE(late->code_expires_at);
}

TEST_CASE("an envelope and an event without what they need") {
  CHECK(weixin::read_push_envelope("<xml><AppId>wx1</AppId><Encrypt><![CDATA[abc]]></Encrypt></xml>") ==
        "abc");
  CHECK_FALSE(weixin::read_push_envelope("<xml><AppId>wx1</AppId></xml>").has_value());
  CHECK_FALSE(weixin::read_push_envelope("<xml><Encrypt/></xml>").has_value());
  CHECK_FALSE(weixin::read_push_event("<xml><AppId>wx1</AppId></xml>").has_value());
  CHECK_FALSE(weixin::read_push_event("<xml><InfoType>x</InfoType></xml>").has_value());
}

TEST_CASE("an answer holds nothing but what its parts are made of") {
  CHECK(weixin::write_push_answer("abc=", "5d19", "14", "a1") ==
        "<xml><Encrypt><![CDATA[abc=]]></Encrypt><MsgSignature><![CDATA[5d19]]></MsgSignature>"
        "<TimeStamp>14</TimeStamp><Nonce><![CDATA[a1]]></Nonce></xml>");
  CHECK(weixin::write_push_answer("abc=", "5d19", "1<a/>4", "]]><b>").contains("<TimeStamp>14</TimeStamp>"));
  CHECK(weixin::write_push_answer("abc=", "5d19", "1", "]]><b>").contains("<Nonce><![CDATA[b]]></Nonce>"));
}

}  // namespace push_test
