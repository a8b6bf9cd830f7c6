// The words for everything that can be wrong with a selector: which member, why, and what to do, in both
// languages. `received` is left empty here.
#pragma once

#include <string_view>

#include "query/selector.hpp"
#include "query/selector_reader.hpp"

namespace query {

// The body as a whole.
SelectorProblem empty_body();
SelectorProblem body_too_long();
// Says why `body` could not be read, looking at it once more.
SelectorProblem unreadable(const ReadFailure& failure, std::string_view body);

// One member.
SelectorProblem null_member(std::string_view member);
SelectorProblem not_an_id(std::string_view member, base::Code code);
SelectorProblem not_a_string(std::string_view member);
SelectorProblem empty_member(std::string_view member);
SelectorProblem too_long(std::string_view member);
SelectorProblem trailing_line_end(std::string_view member);
SelectorProblem control_character(std::string_view member);
SelectorProblem scan_code_string(std::string_view member);
SelectorProblem api_key_as_code(std::string_view member);

// The members together.
SelectorProblem no_selector();
SelectorProblem several_selectors(std::string_view surplus);
SelectorProblem index_missing();
SelectorProblem application_missing();

}  // namespace query
