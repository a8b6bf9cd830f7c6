#include "platform/code_exchange.hpp"

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/authorization_store.hpp"
#include "platform/code_rules.hpp"
#include "tokens/merchant_list.hpp"

namespace platform {

class CodeExchange::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, CodeExchangeOptions options, const crypto::KeyRing& keys,
       db::Executor& database, AuthorizationCalls& calls, MerchantCalls& merchants,
       tokens::TokenCalls& tokens, tokens::ComponentTokens& component, const base::Clock& clock,
       base::Random& random, base::Metrics& metrics, base::Log& log)
      : loop_(loop.get_executor()),
        options_(std::move(options)),
        keys_(keys),
        database_(database),
        calls_(calls),
        merchants_(merchants),
        tokens_(tokens),
        component_(component),
        clock_(clock),
        random_(random),
        metrics_(metrics),
        log_(log),
        list_(std::make_shared<tokens::MerchantList>(loop_, tokens, component, clock, log)),
        timer_(loop) {}

  void start();
  void stop(std::function<void()> done);
  void poke();

 private:
  base::Awaitable<void> run();
  base::Awaitable<bool> next();
  base::Awaitable<void> exchange(TakenCode code);
  base::Awaitable<AuthorizationAnswer> ask(const TakenCode& code, tokens::ComponentCredential& credential,
                                           base::Deadline deadline);
  base::Awaitable<AuthorizationAnswer> recover(const TakenCode& code, tokens::ComponentCredential& credential,
                                               base::Deadline deadline);
  base::Awaitable<tokens::RefreshAnswer> listed_token(std::string appid, base::Deadline deadline);
  base::Awaitable<void> bring_in(const TakenCode& code, Authorization authorization,
                                 tokens::ComponentCredential& credential, base::Deadline deadline);
  base::Awaitable<void> keep(const TakenCode& code, std::shared_ptr<const Authorization> authorization,
                             std::optional<tenancy::MerchantState> state);
  base::Awaitable<void> settle(const TakenCode& code, CodeEnd end);
  base::Awaitable<void> give_back(const TakenCode& code, const base::Error& why,
                                  std::chrono::milliseconds pause);
  void ended(std::string_view result);

  base::Deadline database_deadline() const { return base::Deadline{clock_.steady() + options_.database}; }

  const boost::asio::any_io_executor loop_;
  const CodeExchangeOptions options_;
  const crypto::KeyRing& keys_;
  db::Executor& database_;
  AuthorizationCalls& calls_;
  MerchantCalls& merchants_;
  tokens::TokenCalls& tokens_;
  tokens::ComponentTokens& component_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Metrics& metrics_;
  base::Log& log_;

  // On the loop only.
  const std::shared_ptr<tokens::MerchantList> list_;
  boost::asio::steady_timer timer_;
  bool poked_ = false;
  bool stopping_ = false;
  bool running_ = false;
  std::function<void()> on_stopped_;
};

void CodeExchange::Impl::start() {
  running_ = true;
  auto loop = run();
  boost::asio::co_spawn(loop_, std::move(loop),
                        [self = shared_from_this()](const std::exception_ptr& thrown) {
                          if (thrown) self->log_.error("code_exchange_ended");
                          self->running_ = false;
                          if (self->on_stopped_) self->on_stopped_();
                        });
}

void CodeExchange::Impl::stop(std::function<void()> done) {
  stopping_ = true;
  list_->stop();
  timer_.cancel();
  if (!running_) return done();
  on_stopped_ = std::move(done);
}

void CodeExchange::Impl::poke() {
  boost::asio::post(loop_, [self = shared_from_this()] {
    self->poked_ = true;
    self->timer_.cancel();
  });
}

base::Awaitable<void> CodeExchange::Impl::run() {
  while (!stopping_) {
    poked_ = false;
    list_->forget_old();
    const bool more = co_await next();
    if (more || poked_ || stopping_) continue;
    timer_.expires_after(options_.look_again);
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

// True when there was one: there may be more.
base::Awaitable<bool> CodeExchange::Impl::next() {
  auto taken =
      co_await database_.run(database_deadline(), [self = shared_from_this()](db::Connection& connection) {
        return take_code(connection, self->keys_, self->options_.instance, self->options_.lease);
      });
  if (!taken) {
    log_.warn("codes_not_read", {{"code", base::name(taken.error().code)}, {"cause", taken.error().cause}});
    co_return false;
  }
  if (!*taken) co_return false;
  co_await exchange(std::move(**taken));
  co_return true;
}

base::Awaitable<void> CodeExchange::Impl::exchange(TakenCode code) {
  if (code.code.empty()) {
    co_await give_back(code, {base::Code::crypto_failed, "", "no master key opens the code"},
                       pause_after(code.tries));
    co_return;
  }
  const base::Deadline deadline{clock_.steady() + options_.call};
  tokens::ComponentCredential credential(component_);
  if (auto ready = co_await credential.prepare(deadline); !ready) {
    co_await give_back(code, ready.error(), pause_after(code.tries));
    co_return;
  }
  auto answer = co_await ask(code, credential, deadline);
  if (answer) {
    co_await bring_in(code, std::move(*answer), credential, deadline);
    co_return;
  }
  const tokens::Refusal& refusal = answer.error();
  const bool known = !code.authorizer_appid.empty();
  if (step_after(refusal, known, code.expired) == CodeStep::later) {
    co_await give_back(code, refusal.error, pause_after(code.tries));
    co_return;
  }
  log_.warn("code_not_exchanged", {{"appid", code.authorizer_appid},
                                   {"errcode", refusal.errcode.value_or(0)},
                                   {"cause", refusal.error.cause}});
  co_await settle(
      code, {.outcome = code.expired ? "expired" : "refused", .errcode = refusal.errcode, .merchant = {}});
}

base::Awaitable<AuthorizationAnswer> CodeExchange::Impl::ask(const TakenCode& code,
                                                             tokens::ComponentCredential& credential,
                                                             base::Deadline deadline) {
  const auto exchange = [this, &code, deadline](const base::Secret& token) {
    return calls_.exchange(token, code.code, deadline);
  };
  auto answer = co_await credential.call(exchange, deadline);
  if (answer) co_return answer;
  const bool known = !code.authorizer_appid.empty();
  if (step_after(answer.error(), known, code.expired) != CodeStep::recover) co_return answer;
  co_return co_await recover(code, credential, deadline);
}

// The code was exchanged, and what it brought was lost: the refresh token still stands in WeChat's answer
// about the merchant.
base::Awaitable<AuthorizationAnswer> CodeExchange::Impl::recover(const TakenCode& code,
                                                                 tokens::ComponentCredential& credential,
                                                                 base::Deadline deadline) {
  const auto look = [this, &code, deadline](const base::Secret& token) {
    return tokens_.refresh_token(token, code.authorizer_appid, deadline);
  };
  auto refresh = co_await credential.call(look, deadline);
  if (!refresh) co_return std::unexpected(std::move(refresh.error()));
  if (refresh->empty()) refresh = co_await listed_token(code.authorizer_appid, deadline);
  if (!refresh) co_return std::unexpected(std::move(refresh.error()));
  Authorization authorization;
  authorization.appid = code.authorizer_appid;
  authorization.refresh = std::move(*refresh);
  co_return authorization;
}

// Answers about a merchant may leave the refresh token out; the list has it. While it has not, it is looked
// into again: the reading may be from before the consent, and the code's own time ends the matter.
base::Awaitable<tokens::RefreshAnswer> CodeExchange::Impl::listed_token(std::string appid,
                                                                        base::Deadline deadline) {
  constexpr std::chrono::minutes recent{1};
  auto found = co_await list_->find(std::move(appid), clock_.steady() - recent, deadline);
  if (!found) co_return std::unexpected(tokens::no_answer(found.error().error));
  if (*found && !(*found)->empty()) co_return std::move(**found);
  co_return std::unexpected(tokens::no_answer(
      {base::Code::token_unavailable, "", "WeChat tells no refresh token of the merchant"}));
}

base::Awaitable<void> CodeExchange::Impl::bring_in(const TakenCode& code, Authorization authorization,
                                                   tokens::ComponentCredential& credential,
                                                   base::Deadline deadline) {
  if (is_publish_check(authorization.appid)) {
    co_await settle(code, {.outcome = "publish_check", .errcode = {}, .merchant = {}});
    co_return;
  }
  const auto look = [this, &authorization, deadline](const base::Secret& token) {
    return merchants_.merchant_state(token, authorization.appid, deadline);
  };
  auto known = co_await credential.call(look, deadline);
  if (!known && known.error().verdict == tokens::Verdict::not_authorized) {
    co_await settle(code, {.outcome = "refused", .errcode = known.error().errcode, .merchant = {}});
    co_return;
  }
  // Without an answer the tokens are kept all the same; the kind is asked for before the first query.
  std::optional<tenancy::MerchantState> state;
  if (known) state = std::move(*known);
  if (state && state->permission_sets.empty()) state->permission_sets = authorization.permission_sets;

  co_await keep(code, std::make_shared<const Authorization>(std::move(authorization)), std::move(state));
}

// Until it is stored: WeChat gives it once. Only a stop ends the trying; what is lost then is recovered, if a
// push told whose code it was.
base::Awaitable<void> CodeExchange::Impl::keep(const TakenCode& code,
                                               std::shared_ptr<const Authorization> authorization,
                                               std::optional<tenancy::MerchantState> state) {
  while (true) {
    auto stored = co_await database_.run(
        database_deadline(),
        [self = shared_from_this(), hash = code.hash, authorization, state](db::Connection& connection) {
          const Observer observer{self->options_.instance, self->keys_, self->clock_, self->random_};
          return store_authorization(connection, observer, hash, *authorization, state);
        });
    if (stored) {
      if (stored->entry == Entry::free) {
        log_.info("merchant_authorized",
                  {{"appid", stored->merchant.appid}, {"merchant", stored->merchant.id}});
      } else {
        log_.warn("account_turned_away", {{"appid", authorization->appid}, {"reason", name(stored->entry)}});
      }
      ended(stored->entry == Entry::free ? "authorized" : "turned_away");
      if (stored->doubtful && options_.on_doubt) {
        options_.on_doubt(std::make_shared<const tenancy::Merchant>(std::move(stored->merchant)));
      }
      co_return;
    }
    const base::Error& error = stored.error();
    log_.error("authorization_not_stored",
               {{"appid", authorization->appid}, {"code", base::name(error.code)}, {"cause", error.cause}});
    if (stopping_ || error.code == base::Code::fenced) break;
    if (error.code == base::Code::database_refused || error.code == base::Code::invalid_argument) {
      co_await settle(code, {.outcome = "refused", .errcode = {}, .merchant = {}});
      break;
    }
    timer_.expires_after(options_.look_again);
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  ended("lost");
}

base::Awaitable<void> CodeExchange::Impl::settle(const TakenCode& code, CodeEnd end) {
  // A push that tells meanwhile whose code it is makes it one that can be recovered.
  const bool unclaimed = code.authorizer_appid.empty() && end.outcome != "publish_check";
  auto settled = co_await database_.run(database_deadline(), [self = shared_from_this(), hash = code.hash,
                                                              end, unclaimed](db::Connection& connection) {
    const Observer observer{self->options_.instance, self->keys_, self->clock_, self->random_};
    return store_code_end(connection, observer, hash, end, unclaimed);
  });
  if (settled) {
    ended(end.outcome);
    co_return;
  }
  if (unclaimed && settled.error().code == base::Code::fenced) {
    co_await give_back(code, settled.error(), std::chrono::milliseconds(0));
    co_return;
  }
  log_.warn("code_not_settled", {{"cause", settled.error().cause}});
}

base::Awaitable<void> CodeExchange::Impl::give_back(const TakenCode& code, const base::Error& why,
                                                    std::chrono::milliseconds pause) {
  log_.warn("code_waits", {{"appid", code.authorizer_appid},
                           {"code", base::name(why.code)},
                           {"cause", why.cause},
                           {"pause_ms", pause.count()}});
  auto returned = co_await database_.run(
      database_deadline(), [self = shared_from_this(), hash = code.hash, pause](db::Connection& connection) {
        return return_code(connection, hash, self->options_.instance, pause);
      });
  if (!returned) log_.warn("code_not_returned", {{"cause", returned.error().cause}});
}

void CodeExchange::Impl::ended(std::string_view result) {
  metrics_
      .counter("marketcode_authorization_codes_total", "Authorisation codes by what came of them.",
               {{"result", std::string(result)}})
      .add();
}

CodeExchange::CodeExchange(boost::asio::io_context& loop, CodeExchangeOptions options,
                           const crypto::KeyRing& keys, db::Executor& database, AuthorizationCalls& calls,
                           MerchantCalls& merchants, tokens::TokenCalls& tokens,
                           tokens::ComponentTokens& component, const base::Clock& clock, base::Random& random,
                           base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), keys, database, calls, merchants, tokens,
                                   component, clock, random, metrics, log)) {}

CodeExchange::~CodeExchange() = default;

void CodeExchange::start() { impl_->start(); }
void CodeExchange::stop(std::function<void()> done) { impl_->stop(std::move(done)); }
void CodeExchange::poke() { impl_->poke(); }

}  // namespace platform
