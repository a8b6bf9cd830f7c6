#include "simulator/push_text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "crypto/cbc.hpp"
#include "crypto/hash.hpp"
#include "simulator/shifted_clock.hpp"
#include "weixin/message_crypto.hpp"
#include "weixin/push.hpp"

namespace simulator {
namespace {

constexpr std::string_view foreign_appid = "wx0123456789abcdef";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Nine or ten digits, as in real traffic.
std::string make_nonce(base::Random& random) {
  std::array<std::byte, 4> drawn;
  random.fill(drawn);
  std::uint64_t value = 0;
  for (const std::byte byte : drawn) {
    value = value << 8 | static_cast<std::uint64_t>(byte);
  }
  return std::to_string(100'000'000 + value % 1'900'000'000);
}

base::Result<weixin::EncodingKey> key_of(const Component& component, bool previous) {
  const auto& text = previous ? component.previous_encoding_aes_key : component.encoding_aes_key;
  if (text.empty()) {
    return base::fail(base::Code::invalid_argument, previous ? "the platform has no previous_encoding_aes_key"
                                                             : "the platform has no encoding_aes_key");
  }
  auto key = weixin::EncodingKey::parse(base::Secret(std::string_view(text)));
  if (!key) return base::fail(base::Code::invalid_argument, key.error().detail);
  return key;
}

// The bytes of a key's text; the last letter may carry two bits that belong to no byte.
std::string key_bytes(const std::string& text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string strict = text;
  strict.back() = letters[letters.find(strict.back()) & ~std::size_t{3}];
  return base::from_base64(strict + "=").value_or(std::string(32, '\0'));
}

// As the real thing, but for a length field that promises more than there is.
std::string seal_oversize(const Component& component, bool previous_key, const std::string& xml) {
  const auto key = key_bytes(previous_key ? component.previous_encoding_aes_key : component.encoding_aes_key);
  std::string plain = "0123456789abcdef" + std::string("\x7f\xff\xff\xff", 4) + xml + component.appid;
  const std::size_t pad = 32 - plain.size() % 32;
  plain.append(pad, static_cast<char>(pad));
  return base::to_base64(base::bytes_of(*crypto::encrypt_cbc(key, key.substr(0, 16), plain)));
}

std::string three_part_signature(const std::string& token, const std::string& timestamp,
                                 const std::string& nonce) {
  std::array<std::string, 3> parts{token, timestamp, nonce};
  std::ranges::sort(parts);
  return crypto::sha1_hex(parts[0] + parts[1] + parts[2]);
}

std::string member_of(const std::vector<weixin::PushMember>& members, std::string_view name) {
  const auto found = std::ranges::find(members, name, &weixin::PushMember::name);
  return found == members.end() ? std::string() : found->text;
}

}  // namespace

std::string render_push(const PushMembers& members, const PushFlaws& flaws) {
  std::string xml = flaws.doctype ? "<!DOCTYPE xml [<!ENTITY e \"x\">]>\n<xml>" : "<xml>";
  for (const auto& [name, value] : members) {
    const bool cdata = !flaws.bare && (name != "CreateTime" || !is_number(value)) && name != "MsgId" &&
                       name != "AuthorizationCodeExpiredTime";
    xml.append("<").append(name).append(">");
    xml.append(cdata ? "<![CDATA[" : "").append(value).append(cdata ? "]]>" : "");
    xml.append("</").append(name).append(">\n");
  }
  return xml += "</xml>";
}

PushMembers event_members(const Component& component, std::string_view info_type, std::int64_t created,
                          PushMembers more) {
  PushMembers members = {{"AppId", component.appid},
                         {"CreateTime", std::to_string(created)},
                         {"InfoType", std::string(info_type)}};
  members.insert(members.end(), more.begin(), more.end());
  return members;
}

PushMembers ticket_members(const std::string& ticket) { return {{"ComponentVerifyTicket", ticket}}; }

PushMembers authorization_members(const std::string& appid, const Perishable& code,
                                  const std::string& pre_auth_code) {
  return {{"AuthorizerAppid", appid},
          {"AuthorizationCode", code.value},
          {"AuthorizationCodeExpiredTime", std::to_string(unix_seconds(code.expires))},
          {"PreAuthCode", pre_auth_code}};
}

base::Result<SealedPush> seal_push(const Component& component, const std::string& xml,
                                   const std::pair<std::string, std::string>& receiver,
                                   const PushFlaws& flaws, base::WallTime now, base::Random& random) {
  const auto key = key_of(component, flaws.previous_key);
  if (!key) return std::unexpected(key.error());
  const std::string encrypted =
      flaws.oversize_length
          ? seal_oversize(component, flaws.previous_key, xml)
          : key->seal(xml, flaws.foreign_trailer ? foreign_appid : std::string_view(component.appid), random);
  const std::string timestamp = std::to_string(unix_seconds(now));
  const std::string nonce = make_nonce(random);
  std::string signature = weixin::message_signature(base::Secret(std::string_view(component.push_token)),
                                                    timestamp, nonce, encrypted);
  if (flaws.wrong_signature) signature[0] = signature[0] == '0' ? '1' : '0';
  SealedPush sealed;
  sealed.query = "signature=" + three_part_signature(component.push_token, timestamp, nonce) +
                 "&timestamp=" + timestamp + "&nonce=" + nonce +
                 "&encrypt_type=aes&msg_signature=" + signature;
  sealed.body = "<xml>\n    <" + receiver.first + "><![CDATA[" + receiver.second + "]]></" + receiver.first +
                ">\n    <Encrypt><![CDATA[" + encrypted + "]]></Encrypt>\n</xml>\n";
  return sealed;
}

base::Result<std::string> open_push_answer(const Component& component, std::string_view answer) {
  const auto members = weixin::read_push_xml(answer);
  if (!members) return base::fail(base::Code::invalid_argument, "no XML: " + members.error().detail);
  const auto encrypted = member_of(*members, "Encrypt");
  const auto expected =
      weixin::message_signature(base::Secret(std::string_view(component.push_token)),
                                member_of(*members, "TimeStamp"), member_of(*members, "Nonce"), encrypted);
  if (expected != member_of(*members, "MsgSignature")) {
    return base::fail(base::Code::invalid_argument, "MsgSignature does not fit");
  }
  const auto key = key_of(component, false);
  if (!key) return std::unexpected(key.error());
  auto text = key->open(encrypted, component.appid);
  if (!text) return base::fail(base::Code::invalid_argument, text.error().detail);
  return text;
}

}  // namespace simulator
