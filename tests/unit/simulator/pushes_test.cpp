#include "peer.hpp"
#include "simulator/push_text.hpp"

namespace pushes_test {

using namespace harness;

TEST_CASE("a push is sealed as in real traffic") {
  Peer peer;
  const json told = peer.push({{"kind", "component_verify_ticket"}});
  REQUIRE(peer.taken.size() == 1);
  CHECK(peer.taken[0].path == "/events");
  CHECK(peer.taken[0].is_signed);
  const auto event = peer.event(0);
  CHECK(event.info_type == "component_verify_ticket");
  CHECK(event.appid == "wx134c8103faa5a59e");
  CHECK(event.created_at == 1795391823);
  CHECK(event.ticket.reveal() == peer.demo()["ticket"].get<std::string>());
  CHECK(peer.taken[0].message.contains("<ComponentVerifyTicket><![CDATA[ticket@@@"));
  CHECK(told[0]["ok"] == true);
  CHECK(told[0]["reply"] == "success");
  CHECK(peer.pushes() == told);
}

TEST_CASE("flaws of a push are what they say") {
  Peer peer;
  peer.push({{"kind", "anything_new"}, {"bare", true}});
  CHECK_FALSE(peer.taken.back().message.contains("CDATA"));
  CHECK(peer.event(0).info_type == "anything_new");
  peer.push(
      {{"kind", "unauthorized"}, {"appid", merchant}, {"key", "previous"}, {"create_time", 1700000000}});
  CHECK(peer.taken.back().previous_key);
  CHECK(peer.event(1).created_at == 1700000000);
  CHECK(peer.event(1).authorizer_appid == merchant);
  peer.push({{"kind", "unauthorized"}, {"appid", merchant}, {"signature", "wrong"}});
  CHECK_FALSE(peer.taken.back().is_signed);
  CHECK(peer.taken.back().problem.empty());
  peer.push({{"kind", "unauthorized"}, {"appid", merchant}, {"trailer", "foreign"}});
  CHECK(peer.taken.back().is_signed);
  CHECK(peer.taken.back().problem.contains("another platform"));
  peer.push({{"kind", "unauthorized"}, {"appid", merchant}, {"oversize_length", true}});
  CHECK(peer.taken.back().is_signed);
  CHECK(peer.taken.back().problem == "a length beyond its end");
  peer.push({{"kind", "unauthorized"}, {"appid", merchant}, {"doctype", true}});
  CHECK(peer.taken.back().message.starts_with("<!DOCTYPE"));
  CHECK(peer.push({{"kind", "x"}, {"times", 3}}).size() == 3);
}

TEST_CASE("a pushed code can be exchanged") {
  Peer peer;
  peer.push({{"kind", "authorized"}, {"appid", merchant}});
  const auto event = peer.event(0);
  CHECK(event.code_expires_at == 1795391823 + 3600);
  CHECK(event.pre_auth_code.starts_with("preauthcode@@@"));
  const json answer = peer.call(
      query_auth_path, peer.component_token(),
      {{"component_appid", "wx134c8103faa5a59e"}, {"authorization_code", event.authorization_code.reveal()}});
  CHECK(answer["authorization_info"]["authorizer_appid"] == merchant);
}

TEST_CASE("what cannot be pushed is refused") {
  Peer peer(false);
  peer.control(http::Method::post, "push", {{"kind", "component_verify_ticket"}}, 409);
  peer.control(http::Method::post, "push", {{"kind", "x"}, {"key", "older"}}, 400);
  peer.control(http::Method::post, "push", json::object(), 400);
  peer.control(http::Method::post, "component", {{"encoding_aes_key", "short"}}, 400);
  peer.configure({{"event_url", peer.url + "/events"}});
  CHECK(peer.push({{"kind", "x"}})[0]["problem"] == "the platform has no encoding_aes_key");
  peer.control(http::Method::post, "push", {{"kind", "authorized"}, {"appid", "wx0"}}, 404);
}

TEST_CASE("any answer but success is a failed push and pushing pauses after three") {
  Peer peer;
  peer.set({{"ticket_push_s", 600}});
  peer.reply = [](const Taken&) { return std::string("success\n"); };
  for (int i = 0; i < 4; ++i) {
    peer.push_due_ticket();
    peer.advance(std::chrono::seconds(600));
  }
  CHECK(peer.taken.size() == 4);  // the pause was over by the fourth
  peer.reply = [](const Taken&) { return std::string("success"); };
  peer.set({{"push_failures", 1}, {"push_pause_s", 6000}});
  peer.status = 500;
  peer.push_due_ticket();
  peer.status = 200;
  peer.advance(std::chrono::seconds(700));
  peer.push_due_ticket();
  CHECK(peer.taken.size() == 5);
  peer.push({{"kind", "component_verify_ticket"}});  // on demand: goes all the same
  CHECK(peer.taken.size() == 6);
  peer.advance(std::chrono::seconds(6000));
  peer.push_due_ticket();
  CHECK(peer.taken.size() == 7);
  CHECK(peer.pushes().back()["ok"] == true);
  peer.control(http::Method::del, "pushes");
  CHECK(peer.pushes().empty());
}

TEST_CASE("a platform that cannot be reached is a failed push") {
  Peer peer;
  peer.configure({{"event_url", "http://127.0.0.1:1/"}});
  const json told = peer.push({{"kind", "x"}});
  CHECK(told[0]["ok"] == false);
  CHECK(told[0]["status"] == 0);
  CHECK_FALSE(told[0]["problem"].get<std::string>().empty());
}

TEST_CASE("tickets come on the simulated clock and every other repeats") {
  Peer peer;
  peer.set({{"ticket_push_s", 600}});
  peer.push_due_ticket();
  peer.push_due_ticket();
  REQUIRE(peer.taken.size() == 1);
  CHECK(peer.event(0).ticket.reveal() == peer.demo()["ticket"].get<std::string>());
  peer.control(http::Method::post, "clock", {{"advance_s", 600}});
  peer.push_due_ticket();
  peer.control(http::Method::post, "clock", {{"advance_s", 600}});
  peer.push_due_ticket();
  REQUIRE(peer.taken.size() == 3);
  CHECK(peer.event(1).ticket.reveal() == peer.event(0).ticket.reveal());
  CHECK(peer.event(2).ticket.reveal() != peer.event(0).ticket.reveal());
  peer.set({{"skip_tickets", 1}});
  peer.control(http::Method::post, "clock", {{"advance_s", 600}});
  peer.push_due_ticket();
  CHECK(peer.taken.size() == 3);
}

TEST_CASE("a platform that moves gets a ticket at once") {
  Peer peer(false);
  peer.set({{"ticket_push_s", 600}});
  peer.configure({{"event_url", peer.url + "/events"}, {"push_token", "simtoken"}});
  peer.push_due_ticket();
  CHECK(peer.pushes().empty());  // no key yet
  peer.configure({{"encoding_aes_key", encoding_key}});
  peer.push_due_ticket();
  peer.configure({{"event_url", peer.url + "/events?moved=1"}});
  peer.push_due_ticket();
  peer.push_due_ticket();
  CHECK(peer.taken.size() == 2);
  CHECK(peer.taken[1].is_signed);
}

TEST_CASE("a platform can ask for tickets") {
  Peer peer;
  peer.configure({{"pushing", false}});
  peer.set({{"ticket_push_s", 600}});
  peer.push_due_ticket();
  CHECK(peer.taken.empty());
  const auto start = [&] {
    return peer.call("/cgi-bin/component/api_start_push_ticket", "",
                     {{"component_appid", peer.component_appid()},
                      {"component_secret", peer.demo()["component_secret"]}})["errmsg"];
  };
  CHECK(start() == "ok");
  peer.push_due_ticket();
  CHECK(peer.taken.size() == 1);
  CHECK(start() == "in a normal state");
  peer.push_due_ticket();
  CHECK(peer.taken.size() == 2);
}

TEST_CASE("the known ticket push is sealed as computed") {
  simulator::Component component;
  component.appid = "wx134c8103faa5a59e";
  const auto xml =
      simulator::render_push(simulator::event_members(component, "component_verify_ticket", 1496654711,
                                                      simulator::ticket_members("ticket@@@SIMULATED")),
                             {});
  CHECK(xml ==
        "<xml><AppId><![CDATA[wx134c8103faa5a59e]]></AppId>\n<CreateTime>1496654711</CreateTime>\n"
        "<InfoType><![CDATA[component_verify_ticket]]></InfoType>\n"
        "<ComponentVerifyTicket><![CDATA[ticket@@@SIMULATED]]></ComponentVerifyTicket>\n</xml>");
}

}  // namespace pushes_test
