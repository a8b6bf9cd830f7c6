// The compatible form of an answer.
#pragma once

#include <string_view>

#include "api/language.hpp"
#include "http/message.hpp"
#include "query/service.hpp"

namespace api {

// WeChat's body byte for byte, unless it speaks of the provider's credentials, which are no business of the
// caller; else the gateway's refusal in WeChat's form. X-Audit-Id where there is a record.
http::Response render_compatible(const query::Answer& answer, std::string_view request_id, Language language);

}  // namespace api
