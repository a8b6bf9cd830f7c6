#include "platform/external_authorization.hpp"

namespace platform {
namespace {

constexpr std::int64_t code_used = 61010;

}  // namespace

base::Awaitable<AuthorizationAnswer> ExternalAuthorizationCalls::exchange(const base::Secret&,
                                                                          const base::Secret&,
                                                                          base::Deadline) {
  co_return std::unexpected(tokens::refusal_of(code_used));
}

base::Awaitable<PreAuthAnswer> ExternalAuthorizationCalls::pre_auth_code(const base::Secret&,
                                                                         base::Deadline) {
  co_return std::unexpected(
      tokens::no_answer({base::Code::token_unavailable, "merchants authorise at the token centre", ""}));
}

}  // namespace platform
