// What a verification came to, as text for a person and as JSON.
#pragma once

#include <string>

#include "audit/findings.hpp"
#include "audit/verifier.hpp"

namespace audit {

// Ends with VERIFIED, COMPLETE or PARTIAL, or with NOT VERIFIED and what was found.
std::string report_text(const VerifyReport& report, const Findings& findings);
// NOT VERIFIED and what was found, alone.
std::string damage_text(const Findings& findings);
std::string report_json(const VerifyReport& report, const Findings& findings);

// "<stream>/<seq>: what", as far as the finding names them.
std::string finding_text(const Finding& finding);

}  // namespace audit
