// The native form of an answer.
#pragma once

#include <string_view>

#include "api/language.hpp"
#include "http/message.hpp"
#include "query/service.hpp"

namespace api {

// 200 for active and inactive, problem details for everything else; X-Audit-Id where there is a record.
http::Response render_answer(const query::Answer& answer, std::string_view request_id, Language language);

}  // namespace api
