#include "platform/push_desk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "db/transaction.hpp"
#include "platform/authorization_store.hpp"
#include "platform/code_rules.hpp"
#include "platform/consent_store.hpp"
#include "platform/publish_check.hpp"
#include "platform/relay.hpp"
#include "platform/ticket_store.hpp"
#include "weixin/message.hpp"
#include "weixin/push.hpp"

namespace platform {
namespace {

using base::Code;
using base::Result;

constexpr std::chrono::seconds shortest_pushed_life{60};
constexpr std::chrono::seconds assumed_pushed_life{3'600};
constexpr std::size_t longest_secret = 512;  // of tickets and codes

base::WallTime time_of(const weixin::PushEvent& event) {
  return base::WallTime(std::chrono::seconds(event.created_at));
}

std::chrono::seconds life_of(const weixin::PushEvent& event) {
  if (!event.code_expires_at) return assumed_pushed_life;
  const std::chrono::seconds told(*event.code_expires_at - event.created_at);
  return std::clamp(told, shortest_pushed_life, assumed_pushed_life);
}

bool fits(const base::Secret& secret) { return !secret.empty() && secret.size() <= longest_secret; }

RelayedPush relayed(const Push& push, std::string_view appid) {
  return {std::string(appid), std::string(push.query), std::string(push.content_type),
          std::string(push.body)};
}

std::unexpected<base::Error> incomplete(std::string_view info_type) {
  return base::fail(Code::request_malformed, "the event lacks what it is about", std::string(info_type));
}

}  // namespace

PushDesk::PushDesk(PushDeskOptions options, weixin::MessageCrypto messages, const crypto::KeyRing& keys,
                   db::Executor& database, std::function<void()> on_code, const base::Clock& clock,
                   base::Random& random, base::Metrics& metrics, base::Log& log)
    : options_(std::move(options)),
      messages_(std::move(messages)),
      keys_(keys),
      database_(database),
      on_code_(std::move(on_code)),
      clock_(clock),
      random_(random),
      metrics_(metrics),
      log_(log) {}

// Of the outer XML only the part that is signed is read before the signature is known to be right.
Result<weixin::MessageCrypto::Opened> PushDesk::open(const Push& push) const {
  const auto encrypted = weixin::read_push_envelope(push.body);
  if (!encrypted) return std::unexpected(encrypted.error());
  if (!messages_.is_signed(push.signature, push.timestamp, push.nonce, *encrypted)) {
    return base::fail(Code::crypto_failed, "msg_signature is wrong");
  }
  if (options_.oldest.count() > 0) {
    std::int64_t seconds = 0;
    std::from_chars(push.timestamp.data(), push.timestamp.data() + push.timestamp.size(), seconds);
    if (clock_.wall() - base::WallTime(std::chrono::seconds(seconds)) > options_.oldest) {
      return base::fail(Code::crypto_failed, "the push is too old");
    }
  }
  return messages_.open(*encrypted);
}

base::Awaitable<Result<>> PushDesk::receive_event(Push push) {
  auto opened = open(push);
  if (!opened) {
    count("", "refused");
    co_return std::unexpected(opened.error());
  }
  if (relay_ != nullptr) relay_->event(relayed(push, ""));
  const auto event = weixin::read_push_event(opened->message);
  base::wipe(opened->message);
  if (!event) {
    count("", "refused");
    co_return std::unexpected(event.error());
  }
  auto done = co_await act(*event);
  count(event->info_type, done ? "done" : "failed");
  if (!done) {
    log_.error("push_not_stored", {{"info_type", event->info_type},
                                   {"code", base::name(done.error().code)},
                                   {"cause", done.error().cause}});
  }
  co_return done;
}

base::Awaitable<Result<>> PushDesk::act(const weixin::PushEvent& event) {
  // Two platforms behind one URL must not take each other's tickets.
  if (event.appid != messages_.component_appid()) {
    co_return base::fail(Code::conflict, "the event is about another platform", event.appid);
  }
  if (event.info_type == "component_verify_ticket") co_return co_await store_ticket(event);
  if (event.info_type == "authorized" || event.info_type == "updateauthorized") {
    co_return co_await store_code(event);
  }
  if (event.info_type == "unauthorized") co_return co_await store_departure(event);
  log_.info("push_passed_over", {{"info_type", event.info_type}});
  co_return Result<>{};
}

base::Awaitable<Result<>> PushDesk::store_ticket(const weixin::PushEvent& event) {
  if (!fits(event.ticket)) co_return incomplete(event.info_type);
  std::optional<base::WallTime> created_at;
  if (event.created_at > 0) created_at = time_of(event);
  auto stored = co_await database_.run(
      base::Deadline{clock_.steady() + options_.database},
      [&keys = keys_, &random = random_, appid = event.appid, ticket = event.ticket,
       created_at](db::Connection& connection) {
        return db::in_transaction(connection, [&](db::Transaction& transaction) {
          return platform::store_ticket(transaction, keys, random, appid, ticket, created_at);
        });
      });
  if (!stored) co_return std::unexpected(std::move(stored.error()));
  if (!*stored) log_.info("ticket_overtaken");
  co_return Result<>{};
}

// The exchange comes later: what counts is that the code cannot be lost any more.
base::Awaitable<Result<>> PushDesk::store_code(const weixin::PushEvent& event) {
  if (!fits(event.authorization_code) || event.authorizer_appid.empty())
    co_return incomplete(event.info_type);
  auto noted = co_await database_.run(
      base::Deadline{clock_.steady() + options_.database},
      [&keys = keys_, &random = random_, code = event.authorization_code, appid = event.authorizer_appid,
       pre_auth_code = base::Secret(event.pre_auth_code), life = life_of(event)](db::Connection& connection) {
        return db::in_transaction(connection, [&](db::Transaction& transaction) {
          auto noted = note_code(transaction, keys, random, code, appid, life);
          if (noted) link_consent(transaction, hash_of_code(code), pre_auth_code);
          return noted;
        });
      });
  if (noted) on_code_();
  co_return noted;
}

base::Awaitable<Result<>> PushDesk::store_departure(const weixin::PushEvent& event) {
  if (event.authorizer_appid.empty()) co_return incomplete(event.info_type);
  auto marked = co_await database_.run(
      base::Deadline{clock_.steady() + options_.database},
      [instance = options_.instance, &keys = keys_, &clock = clock_, &random = random_,
       appid = event.authorizer_appid, created_at = time_of(event)](db::Connection& connection) {
        const Observer observer{instance, keys, clock, random};
        return platform::store_departure(connection, observer, appid, created_at);
      });
  if (!marked) co_return std::unexpected(marked.error());
  log_.info("merchant_left", {{"appid", event.authorizer_appid},
                              {"marked", marked->fate == DepartureFate::marked},
                              {"doubtful", marked->fate == DepartureFate::doubtful}});
  if (marked->fate == DepartureFate::doubtful && options_.on_doubt) {
    options_.on_doubt(std::make_shared<const tenancy::Merchant>(std::move(marked->merchant)));
  }
  co_return Result<>{};
}

base::Awaitable<Result<std::string>> PushDesk::receive_message(Push push, std::string_view appid) {
  auto opened = open(push);
  count("message", opened ? "done" : "refused");
  if (!opened) co_return std::unexpected(opened.error());
  if (relay_ != nullptr && relay_->takes_messages()) {
    base::wipe(opened->message);
    co_return co_await relay_->message(relayed(push, appid));
  }
  std::string answer = is_publish_check(appid) ? answer_check(push, *opened) : "success";
  base::wipe(opened->message);
  co_return answer;
}

std::string PushDesk::answer_check(const Push& push, const weixin::MessageCrypto::Opened& opened) const {
  const auto message = weixin::read_message(opened.message);
  if (!message) return "success";
  CheckStep step = check_step(*message);
  if (!step.code.empty() && on_check_) on_check_(std::move(step.code), message->from_user);
  if (step.reply.empty()) return "success";
  const auto reply = weixin::write_text_reply(*message, step.reply, clock_.wall());
  const auto sealed = messages_.seal(reply, opened.previous_key, random_);
  return weixin::write_push_answer(sealed, messages_.sign(push.timestamp, push.nonce, sealed), push.timestamp,
                                   push.nonce);
}

void PushDesk::count(std::string_view kind, std::string_view result) const {
  // Only names that are known become labels: the others are a stranger's to choose.
  constexpr std::array<std::string_view, 5> known{"authorized", "component_verify_ticket", "message",
                                                  "unauthorized", "updateauthorized"};
  const bool named = std::ranges::find(known, kind) != known.end();
  metrics_
      .counter("marketcode_pushes_total", "Pushes of WeChat's by kind and result.",
               {{"kind", named ? std::string(kind) : "other"}, {"result", std::string(result)}})
      .add();
}

}  // namespace platform
