// From what happened to what the caller is told and the log keeps. No I/O.
#pragma once

#include "audit/record.hpp"
#include "query/service.hpp"

namespace query {

// Refusals of the gateway, with nothing sent.
Answer refusal(base::Code code);
Answer refusal(SelectorProblem problem);
// The log has no record: nothing but that is told, and whether WeChat was asked. `error`: the log's.
Answer unlogged(const base::Error& error, Asked asked);

// What came of the attempts. Takes the reply's body and contents over.
Answer answer_of(Asking& asking, base::WallTime now);

// What the log keeps of an answer; the attempts are left to the caller.
audit::QueryTail tail_of(const Answer& answer, base::Micros took);

}  // namespace query
