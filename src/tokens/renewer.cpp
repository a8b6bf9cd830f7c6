#include "tokens/renewer.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/ids.hpp"
#include "tokens/backoff.hpp"

namespace tokens {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_again_shortest{50};
constexpr milliseconds look_again_longest{100};
constexpr milliseconds lease_grace{5'000};  // beyond a whole lease: whoever held it is gone by then
constexpr milliseconds save_first{100};
constexpr milliseconds save_most{2'000};

Refusal without_asking(base::Error error) { return {Verdict::transient, std::nullopt, std::move(error)}; }

RenewalEnd failed(base::Error error) {
  return {RenewalEnd::Kind::failed, without_asking(std::move(error)), nullptr};
}

// What is wrong with the row is this token's trouble, the rest is the database's.
RenewalEnd without_lease(const base::Error& error) {
  if (error.code == base::Code::merchant_needs_reauthorization) {
    return {RenewalEnd::Kind::refused, Refusal{Verdict::gone, std::nullopt, error}, nullptr};
  }
  if (error.code == base::Code::token_unavailable) {
    return {RenewalEnd::Kind::refused, without_asking(error), nullptr};
  }
  if (error.code == base::Code::busy) {
    return failed({base::Code::overloaded, "too much waits for the database", "", std::chrono::seconds(1)});
  }
  return failed({base::Code::token_unavailable, "the tokens' store does not answer for now",
                 std::string(base::name(error.code)) + ": " + error.cause, std::chrono::seconds(1)});
}

// Trouble of the platform's says nothing about this merchant.
std::optional<FailureNote> note_of(const Refusal& refusal) {
  if (refusal.verdict == Verdict::address_refused || refusal.verdict == Verdict::credential_refused) {
    return std::nullopt;
  }
  return FailureNote{refusal.errcode, refusal.verdict == Verdict::gone};
}

}  // namespace

std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::missing:
      return "missing";
    case Reason::expired:
      return "expired";
    case Reason::ahead:
      return "ahead";
    case Reason::refused:
      return "refused";
  }
  return "missing";
}

Renewer::Renewer(RenewerOptions options, db::Executor& database, const base::Clock& clock,
                 base::Random& random, base::Log& log)
    : options_(std::move(options)),
      owner_(options_.instance + "/" + base::to_hex(base::make_sortable_id(clock.wall(), random))),
      database_(database),
      clock_(clock),
      random_(random),
      log_(log) {}

base::Awaitable<RenewalEnd> Renewer::renew(std::shared_ptr<Renewal> renewal, Wish wish) {
  renewal->begin(wish.reason);
  const auto ready = co_await renewal->prepare({clock_.steady() + options_.call});
  if (!ready) {
    log_failure(*renewal, wish, without_asking(ready.error()));
    co_return failed(ready.error());
  }
  auto lease = co_await acquire(renewal, wish);
  if (!lease) co_return std::move(lease.error());
  co_return co_await ask_and_store(renewal, wish, std::move(*lease));
}

base::Awaitable<std::expected<Renewer::Leased, RenewalEnd>> Renewer::acquire(std::shared_ptr<Renewal> renewal,
                                                                             const Wish& wish) {
  LeaseRequest request{wish.generation, owner_, options_.lease, std::nullopt, std::nullopt};
  if (wish.reason == Reason::refused) request.forced_pause = options_.forced_pause;
  LeaseWatch watch(wish.generation, request.forced_pause);
  const base::SteadyTime limit = clock_.steady() + options_.lease + lease_grace;

  while (true) {
    const base::SteadyTime at = clock_.steady();
    auto view = co_await database_.run(database_deadline(), [renewal, request](db::Connection& connection) {
      return renewal->take_lease(connection, request);
    });
    if (!view) {
      log_failure(*renewal, wish, without_asking(view.error()));
      co_return std::unexpected(without_lease(view.error()));
    }
    const LeaseStep step = watch.next(*view, wish.patient && wish.patient());
    if (step == LeaseStep::ask) co_return Leased{std::move(*view), at};
    if (step != LeaseStep::wait) {
      renewal->publish(view->state);
      co_return std::unexpected(end_without_lease(step, *view));
    }
    if (give_up_at_ || clock_.steady() >= limit) {
      co_return std::unexpected(failed({base::Code::token_unavailable, "another gateway refreshes the token",
                                        "", std::chrono::seconds(1)}));
    }
    request.failures = watch.failures();
    co_await pause(look_again_shortest, look_again_longest);
  }
}

RenewalEnd Renewer::end_without_lease(LeaseStep step, const LeaseView& view) const {
  if (step == LeaseStep::adopt) return {RenewalEnd::Kind::adopted, {}, nullptr};
  if (step == LeaseStep::step_aside) return {RenewalEnd::Kind::aside, {}, nullptr};
  const base::Error error = error_of(step, view, options_.forced_pause);
  if (step == LeaseStep::too_soon) return {RenewalEnd::Kind::too_soon, without_asking(error), nullptr};
  const auto errcode = view.state.last_errcode;
  Verdict verdict = errcode ? verdict_of(*errcode) : Verdict::transient;
  if (step == LeaseStep::gone) verdict = Verdict::gone;
  return {RenewalEnd::Kind::refused, Refusal{verdict, errcode, error}, nullptr};
}

base::Awaitable<RenewalEnd> Renewer::ask_and_store(std::shared_ptr<Renewal> renewal, const Wish& wish,
                                                   Leased lease) {
  const base::SteadyTime asked_at = clock_.steady();
  const base::Deadline deadline{lease.at + options_.lease * 3 / 4};
  auto answer = co_await renewal->ask(lease.view.secret, deadline.sooner(asked_at + options_.call));
  if (!answer) co_return co_await give_up(renewal, wish, std::move(answer.error()));

  const auto unsaved =
      std::make_shared<const Unsaved>(Unsaved{renewal->seal(*answer), lease.view.state.generation, asked_at});
  const auto row = co_await store(renewal, unsaved);
  if (row && row->fate != StoreView::Fate::leased) co_return stored(*renewal, wish, *row, *unsaved);

  renewal->publish(as_if_stored(lease.view.state, *unsaved));
  log_.warn("token_unsaved", {{"appid", renewal->name()},
                              {"generation", unsaved->generation + 1},
                              {"reason", name(wish.reason)},
                              {"cause", row ? "another gateway holds the lease" : row.error().cause}});
  co_return RenewalEnd{RenewalEnd::Kind::unsaved, {}, unsaved};
}

RenewalEnd Renewer::stored(Renewal& renewal, const Wish& wish, const StoreView& row, const Unsaved& unsaved) {
  renewal.publish(row.state);
  // A commit in doubt that took place shows as a newer generation with our envelope.
  const bool ours = row.state.access_envelope == unsaved.tokens.access;
  log_.info(ours ? "token_refreshed" : "token_superseded",
            {{"appid", renewal.name()}, {"generation", row.state.generation}, {"reason", name(wish.reason)}});
  return {ours ? RenewalEnd::Kind::renewed : RenewalEnd::Kind::adopted, {}, nullptr};
}

TokenState Renewer::as_if_stored(TokenState row, const Unsaved& unsaved) const {
  row.access_envelope = unsaved.tokens.access;
  row.generation = unsaved.generation + 1;
  row.refreshed_at = clock_.wall() - age(unsaved);
  row.expires_at = *row.refreshed_at + unsaved.tokens.life;
  row.failing_since.reset();
  row.failures = 0;
  row.last_errcode.reset();
  row.needs_reauthorization = false;
  return row;
}

base::Micros Renewer::age(const Unsaved& unsaved) const {
  return std::chrono::duration_cast<base::Micros>(clock_.steady() - unsaved.asked_at);
}

base::Awaitable<RenewalEnd> Renewer::give_up(std::shared_ptr<Renewal> renewal, const Wish& wish,
                                             Refusal refusal) {
  log_failure(*renewal, wish, refusal);
  const auto row = co_await database_.run(
      database_deadline(), [renewal, owner = owner_, note = note_of(refusal)](db::Connection& connection) {
        return renewal->end_lease(connection, owner, note);
      });
  // Without the database the lease ends by itself, and the next renewal learns the same from WeChat.
  if (row) renewal->publish(*row);
  co_return RenewalEnd{RenewalEnd::Kind::refused, std::move(refusal), nullptr};
}

base::Awaitable<base::Result<StoreView>> Renewer::store(std::shared_ptr<Renewal> renewal,
                                                        std::shared_ptr<const Unsaved> unsaved) {
  auto row = co_await database_.run(
      database_deadline(),
      [renewal, unsaved, owner = owner_, asked_ago = age(*unsaved)](db::Connection& connection) {
        return renewal->store(connection, unsaved->generation, owner, unsaved->tokens, asked_ago);
      });
  co_return row;
}

base::Awaitable<bool> Renewer::save(std::shared_ptr<Renewal> renewal, std::shared_ptr<const Unsaved> unsaved,
                                    Wish wish) {
  for (milliseconds wait = save_first;; wait = std::min(wait * 2, save_most)) {
    co_await pause(wait, wait * 3 / 2);
    const auto row = co_await store(renewal, unsaved);
    if (row && row->fate != StoreView::Fate::leased) {
      stored(*renewal, wish, *row, *unsaved);
      co_return true;
    }
    if (give_up_at_ && clock_.steady() >= *give_up_at_) {
      log_.error("token_lost", {{"appid", renewal->name()},
                                {"generation", unsaved->generation + 1},
                                {"cause", row ? "another gateway holds the lease" : row.error().cause}});
      co_return false;
    }
  }
}

void Renewer::stop(milliseconds patience) { give_up_at_ = clock_.steady() + patience; }

base::Awaitable<void> Renewer::pause(base::Micros shortest, base::Micros longest) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto spread = static_cast<double>((longest - shortest).count()) * chance(random_);
  timer.expires_after(shortest + base::Micros(static_cast<base::Micros::rep>(spread)));
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

base::Deadline Renewer::database_deadline() const { return {clock_.steady() + options_.database}; }

void Renewer::log_failure(const Renewal& renewal, const Wish& wish, const Refusal& refusal) {
  log_.warn("token_not_refreshed", {{"appid", renewal.name()},
                                    {"generation", wish.generation},
                                    {"reason", name(wish.reason)},
                                    {"code", base::name(refusal.error.code)},
                                    {"cause", refusal.error.cause}});
  if (refusal.verdict == Verdict::address_refused) {
    log_.error("provider_address_refused", {{"cause", refusal.error.cause}});
  }
}

}  // namespace tokens
