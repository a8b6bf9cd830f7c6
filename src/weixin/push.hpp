// What WeChat pushes to a platform, as XML (weixin-protocol, sections 1.2, 2.2 and 4). Values stand bare or
// in CDATA; members that are not known are passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace weixin {

// The direct children of <xml>, in their order; of one with children of its own only the name.
struct PushMember {
  std::string name;
  std::string text;
};

// Code::request_malformed: not well-formed, no <xml>, a DOCTYPE or processing instruction, nested over 8
// deep, not UTF-8. The caller bounds the size.
base::Result<std::vector<PushMember>> read_push_xml(std::string_view xml);

// The outer message: what is signed and encrypted. Code::request_malformed without <Encrypt>.
base::Result<std::string> read_push_envelope(std::string_view xml);

// An authorisation event.
struct PushEvent {
  std::string appid;      // of the platform
  std::string info_type;  // "component_verify_ticket", "authorized", "updateauthorized", "unauthorized", …
  std::int64_t created_at = 0;  // Unix seconds; 0 when it is missing or no number
  base::Secret ticket;
  std::string authorizer_appid;
  base::Secret authorization_code;
  std::string pre_auth_code;
  // Unix seconds; the manual leaves open whether WeChat sends a time or a duration, so both are understood.
  std::optional<std::int64_t> code_expires_at;
};

// Code::request_malformed without AppId or InfoType.
base::Result<PushEvent> read_push_event(std::string_view xml);

// The answer to a message push: sealed text with its signature.
std::string write_push_answer(std::string_view encrypted, std::string_view signature,
                              std::string_view timestamp, std::string_view nonce);

}  // namespace weixin
