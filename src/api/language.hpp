// Which of the two languages a caller reads.
#pragma once

#include <string_view>

namespace http {
struct Request;
}

namespace api {

enum class Language { en, zh };

// Of an Accept-Language header (RFC 9110, section 12.5.4): zh when a range of Chinese is preferred to
// English, else en. Ranges of other languages and malformed parts are passed over.
Language preferred_language(std::string_view accept_language);
// Of the request's own header.
Language language_of(const http::Request& request);

// "en", "zh"
std::string_view tag(Language language);

}  // namespace api
