// Messages of a merchant's followers and the replies to them, as XML inside the encrypted envelope.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace weixin {

struct Message {
  std::string to_user;    // the merchant's user name, gh_…
  std::string from_user;  // the follower's openid
  std::string type;       // "text", "event", …
  std::string content;    // of a text
  std::string event;      // of an event
};

// Members that are not known are passed over. Code::request_malformed as read_push_xml(), and without a type.
base::Result<Message> read_message(std::string_view xml);
// A text in reply to the message. `text` is UTF-8.
std::string write_text_reply(const Message& message, std::string_view text, base::WallTime now);

}  // namespace weixin
