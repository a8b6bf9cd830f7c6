// The contract with a provider's own token centre (README, "Beside an existing platform"). No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tokens/renewal.hpp"

namespace tokens {

// Why a token is asked for.
struct ExternalAsk {
  std::string appid;  // a merchant's, or the platform's own: then its component_access_token is meant
  Reason reason = Reason::missing;
  std::int64_t generation = 0;   // of the token that is held; of this gateway's own counting
  std::string refused_sha256{};  // with Reason::refused: hex SHA-256 of the token that WeChat refused
};

// {"appid","reason"[,"refused_generation","refused_sha256"]}
std::string external_request(const ExternalAsk& ask);

// A token from 200 {"access_token","expires_in"}; 404 says that the merchant does not authorise the platform
// (any more); all else is trouble that passes.
TokenAnswer external_answer(int status, std::string_view body);

}  // namespace tokens
