// The session's cookie, and what proves that a request comes from the console's own pages.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "http/message.hpp"

namespace api {

// The value of Set-Cookie: for this host alone, kept from scripts, sent over TLS (browsers count loopback as
// such) and never along with a request that another site began. Without a maximum age: the server ends
// sessions.
std::string session_cookie(const base::Secret& token);
// Takes it back.
std::string no_session_cookie();
// Of the request; empty when there is none.
base::Secret session_token_of(const http::Request& request);

// Whether a request that changes something comes from a page of this origin: it carries the token, and what
// the browser says of its origin agrees.
bool is_own_page(const http::Request& request, const base::Secret& token);
// The same before there is a session: what the browser says, if it says anything.
bool is_own_origin(const http::Request& request);

}  // namespace api
