// What a push is made of: the XML inside, and the sealed envelope that travels (weixin-protocol, sections
// 1.2, 2 and 4). No I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "simulator/accounts.hpp"

namespace simulator {

// How one push differs from what WeChat usually sends.
struct PushFlaws {
  bool bare = false;  // values without CDATA, as the manual's samples
  bool previous_key = false;
  bool wrong_signature = false;
  bool foreign_trailer = false;  // sealed for another platform
  bool doctype = false;
  bool oversize_length = false;  // the length field points beyond the message
};

// Members in their order; a value stands in CDATA unless it is a number, or the push is bare.
using PushMembers = std::vector<std::pair<std::string, std::string>>;
std::string render_push(const PushMembers& members, const PushFlaws& flaws);

// An event for the event URL: AppId, CreateTime and InfoType, then what belongs to that type.
PushMembers event_members(const Component& component, std::string_view info_type, std::int64_t created,
                          PushMembers more);
PushMembers ticket_members(const std::string& ticket);
// AuthorizerAppid and what api_query_auth needs; the code is the platform's newest of that merchant.
PushMembers authorization_members(const std::string& appid, const Perishable& code,
                                  const std::string& pre_auth_code);

struct SealedPush {
  std::string query;  // signature=…&timestamp=…&nonce=…&encrypt_type=aes&msg_signature=…
  std::string body;
};
// `receiver`: name and value of the envelope's first member, AppId or ToUserName.
// Code::invalid_argument when the key that is needed is missing or no EncodingAESKey.
base::Result<SealedPush> seal_push(const Component& component, const std::string& xml,
                                   const std::pair<std::string, std::string>& receiver,
                                   const PushFlaws& flaws, base::WallTime now, base::Random& random);

// The text within an encrypted answer to a message push. Code::invalid_argument says what is wrong with it.
base::Result<std::string> open_push_answer(const Component& component, std::string_view answer);

}  // namespace simulator
