#include "tokens/token_repair.hpp"

#include <algorithm>
#include <utility>

namespace tokens {
namespace {

// Within it a reading of the list is good for repairs that begin later: all merchants may need one at once.
constexpr std::chrono::minutes recent{1};

// What could not be read leaves the matter open, whatever the reason says of other calls.
Refusal unfinished(const Refusal& unread) {
  if (unread.verdict != Verdict::gone && unread.verdict != Verdict::not_authorized) return unread;
  return no_answer({base::Code::token_unavailable, "", unread.error.cause});
}

}  // namespace

TokenRepair::TokenRepair(RepairShop shop, ComponentCredential& credential, std::string appid)
    : shop_(shop), credential_(credential), appid_(std::move(appid)), begun_(shop.clock.steady()) {}

base::Awaitable<TokenAnswer> TokenRepair::run(const base::Secret& refused, Refusal refusal,
                                              base::Deadline deadline) {
  tried_.push_back(refused);
  since_ = shop_.refused.note(appid_, refused, begun_);
  auto got = co_await try_source(Source::info, deadline);
  if (got) co_return end("info", std::move(*got));
  got = co_await try_source(Source::recent_list, deadline);
  // A reading from before the first refusal proves nothing: the answer that was lost may be younger. One that
  // began since does, so that a list longer than a repair may take is read once, not for each try.
  if (!got) got = co_await try_source(Source::list, deadline);
  if (got) co_return end("list", std::move(*got));
  if (unread_) co_return end("unfinished", std::unexpected(unfinished(*unread_)));
  co_return end("gone", std::unexpected(std::move(refusal)));
}

// Nothing when the source has no token that helps.
base::Awaitable<std::optional<TokenAnswer>> TokenRepair::try_source(Source source, base::Deadline deadline) {
  auto told = co_await told_by(source, deadline);
  if (!told) {
    const bool of_merchant = source == Source::info && told.error().verdict == Verdict::not_authorized;
    if (of_merchant) co_return TokenAnswer(std::unexpect, std::move(told.error()));
    if (source != Source::recent_list) unread_ = std::move(told.error());
    co_return std::nullopt;
  }
  if (told->empty() || tried(*told)) co_return std::nullopt;
  tried_.push_back(*told);
  auto answer = co_await refresh(*told, deadline);
  if (!answer && answer.error().verdict == Verdict::gone) co_return std::nullopt;
  // An answer without a refresh token keeps the one it was asked for with, not the one that is stored.
  if (answer && answer->refresh.empty()) answer->refresh = std::move(*told);
  co_return answer;
}

base::Awaitable<RefreshAnswer> TokenRepair::told_by(Source source, base::Deadline deadline) {
  if (source == Source::recent_list) co_return co_await told_by_list(begun_ - recent, deadline);
  if (source == Source::list) co_return co_await told_by_list(since_, deadline);
  const auto ask = [this, deadline](const base::Secret& token) {
    return shop_.calls.refresh_token(token, appid_, deadline);
  };
  co_return co_await credential_.call(ask, deadline);
}

base::Awaitable<RefreshAnswer> TokenRepair::told_by_list(base::SteadyTime since, base::Deadline deadline) {
  auto found = co_await shop_.list.find(appid_, since, deadline);
  if (!found) co_return std::unexpected(std::move(found.error()));
  if (!*found) co_return base::Secret();
  co_return std::move(**found);
}

base::Awaitable<TokenAnswer> TokenRepair::refresh(const base::Secret& refresh, base::Deadline deadline) {
  const auto ask = [this, &refresh, deadline](const base::Secret& token) {
    return shop_.calls.authorizer_token(token, appid_, refresh, deadline);
  };
  co_return co_await credential_.call(ask, deadline);
}

bool TokenRepair::tried(const base::Secret& refresh) const {
  return std::ranges::any_of(tried_,
                             [&](const base::Secret& other) { return other.reveal() == refresh.reveal(); });
}

TokenAnswer TokenRepair::end(std::string_view result, TokenAnswer answer) {
  if (result != "unfinished") shop_.refused.forget(appid_);
  const std::string_view how = answer || result == "gone" || result == "unfinished" ? result : "refused";
  shop_.metrics
      .counter("marketcode_token_repairs_total",
               "Searches for a refresh token that WeChat takes, by what they found.",
               {{"result", std::string(how)}})
      .add();
  shop_.log.warn("token_repair",
                 {{"appid", appid_}, {"result", how}, {"cause", answer ? "" : answer.error().error.cause}});
  return answer;
}

}  // namespace tokens
