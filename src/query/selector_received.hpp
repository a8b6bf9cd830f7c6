// What the log keeps of a body as it came: enough to see what was asked, never a credential.
#pragma once

#include <string>
#include <string_view>

#include "query/selector_reader.hpp"

namespace query {

// Whether text in the form of one of our API keys or gateway tokens stands anywhere in it.
bool holds_api_key(std::string_view text);

// The selector members as they came, compact JSON in the order application_id, code_index, code_url, code; a
// string that holds an API key is "[redacted]". As body_digest() when a value is no scalar, longer than 256
// bytes or holds a NUL, which the log cannot keep.
std::string received_members(const SelectorMembers& members, std::string_view body);

// {"bytes":n,"sha256":"hex"}
std::string body_digest(std::string_view body);

}  // namespace query
