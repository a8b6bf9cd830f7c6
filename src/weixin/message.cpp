#include "weixin/message.hpp"

#include <chrono>
#include <utility>

#include "weixin/push.hpp"

namespace weixin {
namespace {

// What would end the section begins another one.
std::string cdata(std::string_view text) {
  constexpr std::string_view end = "]]>";
  std::string out = "<![CDATA[";
  for (auto at = text.find(end); at != std::string_view::npos; at = text.find(end)) {
    out.append(text.substr(0, at + 2)).append("]]><![CDATA[");
    text.remove_prefix(at + 2);
  }
  return out.append(text).append(end);
}

}  // namespace

base::Result<Message> read_message(std::string_view xml) {
  auto members = read_push_xml(xml);
  if (!members) return std::unexpected(members.error());
  Message message;
  for (PushMember& member : *members) {
    if (member.name == "ToUserName") message.to_user = std::move(member.text);
    if (member.name == "FromUserName") message.from_user = std::move(member.text);
    if (member.name == "MsgType") message.type = std::move(member.text);
    if (member.name == "Content") message.content = std::move(member.text);
    if (member.name == "Event") message.event = std::move(member.text);
  }
  if (message.type.empty()) return base::fail(base::Code::request_malformed, "the message has no <MsgType>");
  return message;
}

std::string write_text_reply(const Message& message, std::string_view text, base::WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  return "<xml><ToUserName>" + cdata(message.from_user) + "</ToUserName><FromUserName>" +
         cdata(message.to_user) + "</FromUserName><CreateTime>" + std::to_string(seconds) +
         "</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>" + cdata(text) + "</Content></xml>";
}

}  // namespace weixin
