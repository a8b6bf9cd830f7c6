#include "tokens/external_tokens.hpp"

#include <utility>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace tokens {
namespace {

constexpr std::size_t longest_answer = 16 * 1024;
constexpr std::chrono::seconds shortest_life{60};  // of a component token that is used again

std::unexpected<Refusal> not_here() {
  return std::unexpected(no_answer({base::Code::invalid_argument, "", "tokens.source is external"}));
}

std::string fingerprint(const base::Secret& token) { return base::to_hex(crypto::sha256(token.reveal())); }

}  // namespace

base::Awaitable<TokenAnswer> ExternalTokens::token(ExternalAsk ask, base::Deadline deadline) {
  const std::string body = external_request(ask);
  http::OutgoingRequest request;
  request.target = url_.target;
  request.body = body;
  request.response_limit = longest_answer;
  request.headers = {{"Authorization", "Bearer " + std::string(secret_.reveal())}};
  auto exchange = co_await client_.send(url_.origin, request, deadline);
  if (exchange.stale()) exchange = co_await client_.send(url_.origin, request, deadline);
  base::wipe(request.headers.front().second);
  if (!exchange.result) {
    const base::Error& error = exchange.result.error();
    co_return std::unexpected(
        no_answer({error.code, "", "token centre: " + std::string(http::name(exchange.fault))}));
  }
  auto answer = external_answer(exchange.result->status, exchange.result->body);
  base::wipe(exchange.result->body);
  co_return answer;
}

base::Awaitable<base::Result<Token>> ExternalComponentTokens::component_token(base::Deadline deadline) {
  if (token_.generation > 0 && token_.expires_at - clock_.wall() > shortest_life) co_return token_;
  co_return co_await ask(token_.generation > 0 ? Reason::expired : Reason::missing, deadline);
}

base::Awaitable<base::Result<Token>> ExternalComponentTokens::renew_component_token(
    std::int64_t refused_generation, base::Deadline deadline) {
  if (token_.generation > refused_generation) co_return token_;
  co_return co_await ask(Reason::refused, deadline);
}

base::Awaitable<base::Result<Token>> ExternalComponentTokens::ask(Reason reason, base::Deadline deadline) {
  const auto asked_at = clock_.wall();
  ExternalAsk wanted{appid_, reason, token_.generation, {}};
  if (reason == Reason::refused && token_.generation > 0) wanted.refused_sha256 = fingerprint(token_.text);
  auto answer = co_await source_.token(std::move(wanted), deadline);
  if (!answer) {
    base::Error error = answer.error().error;
    error.code = base::Code::token_unavailable;
    co_return std::unexpected(std::move(error));
  }
  token_ = {std::move(answer->access), token_.generation + 1, asked_at + answer->expires_in,
            answer->expires_in};
  co_return token_;
}

base::Awaitable<TokenAnswer> ExternalTokenCalls::authorizer_token(const base::Secret&, std::string_view,
                                                                  const base::Secret&, base::Deadline) {
  co_return not_here();
}

base::Awaitable<RefreshAnswer> ExternalTokenCalls::refresh_token(const base::Secret&, std::string_view,
                                                                 base::Deadline) {
  co_return base::Secret(external_refresh);
}

base::Awaitable<PageAnswer> ExternalTokenCalls::refresh_tokens(const base::Secret&, std::uint64_t,
                                                               base::Deadline) {
  co_return not_here();
}

ExternalRenewal::ExternalRenewal(int merchant, std::string appid, RenewalShop shop, ExternalTokens& source)
    : MerchantRenewal(merchant, std::move(appid), shop), source_(source) {}

base::Awaitable<base::Result<>> ExternalRenewal::prepare(base::Deadline) { co_return base::Result<>{}; }

base::Awaitable<TokenAnswer> ExternalRenewal::ask(const base::Secret&, base::Deadline deadline) {
  ExternalAsk wanted{std::string(name()), reason_, 0, {}};
  if (const auto held = held_token()) {
    wanted.generation = held->generation;
    if (reason_ == Reason::refused) wanted.refused_sha256 = fingerprint(held->text);
  }
  co_return co_await source_.token(std::move(wanted), deadline);
}

}  // namespace tokens
