// One call to WeChat, as the log lists it.
#pragma once

#include <cstdint>
#include <optional>

#include "audit/record.hpp"
#include "weixin/api.hpp"

namespace query {

// The errcode of a call that was answered in WeChat's JSON.
std::optional<std::int64_t> errcode_of(const weixin::CodeActiveCall& made);

// `generation`: of the token that was used. A Date header that no server of WeChat's would send is left out.
audit::Attempt attempt_of(const weixin::Call& call, std::int64_t generation);

// What stands between us and WeChat may answer with the address that it was asked for, and the token in it:
// that must get neither into the log nor to the caller.
void redact(weixin::Call& call, const base::Secret& token);

}  // namespace query
