#include "weixin/push.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include <pugixml.hpp>

#include "base/text.hpp"

namespace weixin {
namespace {

constexpr int deepest_push = 8;
constexpr std::int64_t first_time = 1'000'000'000;   // below it a number of seconds is a duration
constexpr std::int64_t last_time = 253'402'300'799;  // the end of the year 9999: beyond it is no time

std::unexpected<base::Error> malformed(std::string_view why) {
  return base::fail(base::Code::request_malformed, "the XML is refused: " + std::string(why));
}

// Where what begins with a '<' at the front of `rest` ends, behind its last byte; npos: it does not.
std::size_t end_of_markup(std::string_view rest) {
  const auto behind = [&](std::string_view mark, std::size_t from) {
    const auto at = rest.find(mark, from);
    return at == std::string_view::npos ? at : at + mark.size();
  };
  if (rest.starts_with("<![CDATA[")) return behind("]]>", 9);
  if (rest.starts_with("<!--")) return behind("-->", 4);
  if (rest.starts_with("<?")) return behind("?>", 2);
  char quote = '\0';  // within it a '>' ends nothing
  for (std::size_t at = 1; at < rest.size(); ++at) {
    const char c = rest[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

// The parser recurses where it frees what it read, so depth is judged before. Of what is not well-formed the
// answer does not matter, as long as every tag that the parser may take for an opening one was counted.
bool is_shallow(std::string_view xml) {
  int depth = 0;
  for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
    const auto rest = xml.substr(at);
    const auto size = std::min(end_of_markup(rest), rest.size());
    const auto tag = rest.substr(0, size);
    if (tag.starts_with("</")) {
      --depth;
    } else if (!tag.starts_with("<!") && !tag.starts_with("<?") && !tag.ends_with("/>")) {
      if (++depth > deepest_push) return false;
    }
    at += size;
  }
  return true;
}

std::optional<std::int64_t> as_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number < 0 || number > last_time) return std::nullopt;
  return number;
}

// All the text in it: several CDATA sections make one value.
std::string text_of(const pugi::xml_node& element) {
  std::string text;
  for (const auto& child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

void take(PushEvent& event, PushMember& member) {
  if (member.name == "AppId") event.appid = std::move(member.text);
  if (member.name == "InfoType") event.info_type = std::move(member.text);
  if (member.name == "CreateTime") event.created_at = as_number(member.text).value_or(0);
  if (member.name == "ComponentVerifyTicket") event.ticket = base::Secret(std::move(member.text));
  if (member.name == "AuthorizerAppid") event.authorizer_appid = std::move(member.text);
  if (member.name == "AuthorizationCode") event.authorization_code = base::Secret(std::move(member.text));
  if (member.name == "PreAuthCode") event.pre_auth_code = std::move(member.text);
  if (member.name == "AuthorizationCodeExpiredTime") event.code_expires_at = as_number(member.text);
}

}  // namespace

base::Result<std::vector<PushMember>> read_push_xml(std::string_view xml) {
  if (!base::is_utf8(xml) || xml.find('\0') != std::string_view::npos) return malformed("not UTF-8 text");
  if (!is_shallow(xml)) return malformed("nested too deep");
  pugi::xml_document document;
  const auto flags = pugi::parse_default | pugi::parse_doctype | pugi::parse_pi;
  const auto parsed = document.load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8);
  if (!parsed) return malformed(parsed.description());
  for (const auto& node : document.children()) {
    if (node.type() == pugi::node_doctype) return malformed("it has a DOCTYPE");
    if (node.type() == pugi::node_pi) return malformed("it has a processing instruction");
  }
  const auto root = document.document_element();
  if (std::string_view(root.name()) != "xml" || root.next_sibling())
    return malformed("it is no single <xml>");
  std::vector<PushMember> members;
  for (const auto& child : root.children()) {
    if (child.type() == pugi::node_element) members.push_back({child.name(), text_of(child)});
  }
  return members;
}

base::Result<std::string> read_push_envelope(std::string_view xml) {
  auto members = read_push_xml(xml);
  if (!members) return std::unexpected(members.error());
  const auto found = std::ranges::find(*members, "Encrypt", &PushMember::name);
  if (found == members->end() || found->text.empty()) return malformed("it has no <Encrypt>");
  return std::move(found->text);
}

base::Result<PushEvent> read_push_event(std::string_view xml) {
  auto members = read_push_xml(xml);
  if (!members) return std::unexpected(members.error());
  PushEvent event;
  for (PushMember& member : *members) {
    take(event, member);
  }
  if (event.appid.empty() || event.info_type.empty()) return malformed("it has no <AppId> or no <InfoType>");
  if (event.code_expires_at && *event.code_expires_at < first_time)
    *event.code_expires_at += event.created_at;
  return event;
}

std::string write_push_answer(std::string_view encrypted, std::string_view signature,
                              std::string_view timestamp, std::string_view nonce) {
  const auto is_plain = [](char c) { return c >= '0' && c <= '9'; };
  std::string out = "<xml><Encrypt><![CDATA[";
  out.append(encrypted).append("]]></Encrypt><MsgSignature><![CDATA[").append(signature);
  out.append("]]></MsgSignature><TimeStamp>");
  // Both come from the request's query: nothing but what they are made of may get into the XML.
  std::ranges::copy_if(timestamp, std::back_inserter(out), is_plain);
  out.append("</TimeStamp><Nonce><![CDATA[");
  std::ranges::copy_if(nonce, std::back_inserter(out), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return out.append("]]></Nonce></xml>");
}

}  // namespace weixin
