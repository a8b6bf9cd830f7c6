#include "platform/authorization_desk.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "db/transaction.hpp"
#include "platform/consent_store.hpp"
#include "platform/invitation_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace platform {
namespace {

using base::Result;

constexpr std::chrono::seconds shortest_redirect_life{60};
constexpr std::chrono::seconds longest_redirect_life{3'600};
constexpr std::size_t longest_redirect_code = 512;

class DeskPlace {
 public:
  explicit DeskPlace(std::atomic<int>& taken) : taken_(taken), number_(taken.fetch_add(1)) {}
  ~DeskPlace() { taken_.fetch_sub(1); }
  DeskPlace(const DeskPlace&) = delete;
  DeskPlace& operator=(const DeskPlace&) = delete;

  int number() const { return number_; }

 private:
  std::atomic<int>& taken_;
  const int number_;
};

Result<Admission> read_admission(db::Connection& connection, std::string_view hash, bool open,
                                 base::WallTime now) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Admission> {
    const auto invitation = find_invitation(transaction, hash);
    std::optional<tenancy::Merchant> merchant;
    if (invitation && invitation->merchant) {
      auto found = tenancy::find_merchant(transaction, *invitation->merchant);
      if (!found) return std::unexpected(found.error());
      merchant = std::move(*found);
    }
    return admit(invitation, merchant, open, now);
  });
}

}  // namespace

AuthorizationDesk::AuthorizationDesk(AuthorizationDeskOptions options, const crypto::KeyRing& keys,
                                     db::Executor& database, PreAuthCodes& pre_auth_codes,
                                     std::function<void()> on_code, const base::Clock& clock,
                                     base::Random& random, base::Log& log)
    : options_(std::move(options)),
      states_(keys),
      keys_(keys),
      database_(database),
      pre_auth_codes_(pre_auth_codes),
      on_code_(std::move(on_code)),
      clock_(clock),
      random_(random),
      log_(log) {}

base::Awaitable<Result<Admission>> AuthorizationDesk::admit(std::string_view invitation_token) {
  const auto hash = hash_of_invitation(invitation_token);
  if (!hash) co_return platform::admit(std::nullopt, std::nullopt, options_.open, clock_.wall());
  const DeskPlace place(admitting_);
  if (place.number() >= options_.admitting) {
    co_return base::fail(base::Code::overloaded, "too many invitations are looked up at once");
  }
  co_return co_await database_.run(
      base::Deadline{clock_.steady() + options_.database},
      [hash = *hash, open = options_.open, now = clock_.wall()](db::Connection& connection) {
        return read_admission(connection, hash, open, now);
      });
}

base::Awaitable<Result<AuthorizationDesk::Begun>> AuthorizationDesk::begin(Admission admission, Device device,
                                                                           std::string language) {
  auto code = co_await pre_auth_codes_.fetch(base::Deadline{clock_.steady() + options_.call});
  if (!code) co_return std::unexpected(std::move(code.error()));
  // What is consented to by an invitation is known as such, also when only a push tells of it.
  if (admission.invitation != 0) {
    auto noted = co_await database_.run(
        base::Deadline{clock_.steady() + options_.database},
        [code = *code, invitation = admission.invitation](db::Connection& connection) {
          return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
            note_consent(transaction, code, invitation);
            return {};
          });
        });
    if (!noted) co_return std::unexpected(std::move(noted.error()));
  }
  const AuthorizeClaim claim{admission.invitation, std::move(language), clock_.wall() + options_.state_life};
  log_.info("authorization_begins",
            {{"invitation", admission.invitation}, {"on", device == Device::phone ? "phone" : "computer"}});
  Begun begun;
  begun.state = states_.mint(claim, random_);
  begun.address = consent_page(options_.pages, device, *code, begun.state, admission.biz_appid);
  co_return begun;
}

bool AuthorizationDesk::is_same_browser(std::string_view state, std::string_view mark) const {
  const auto expected = states_.browser_mark(state);
  return !expected.empty() && crypto::equal_in_constant_time(expected, mark);
}

std::optional<AuthorizationDesk::Returned> AuthorizationDesk::read_state(std::string_view state) const {
  auto claim = states_.verify(state);
  if (!claim) return std::nullopt;
  const bool expired = claim->expires_at <= clock_.wall();
  return Returned{std::move(*claim), expired};
}

base::Awaitable<Result<std::string>> AuthorizationDesk::receive(Redirect redirect) {
  const base::Secret& code = redirect.code;
  const bool text = base::is_utf8(code.reveal()) && !base::has_control(code.reveal());
  if (code.empty() || code.size() > longest_redirect_code || !text) {
    co_return base::fail(base::Code::request_malformed, "this is no authorisation code");
  }
  std::string hash = hash_of_code(code);
  redirect.life = std::clamp(redirect.life, shortest_redirect_life, longest_redirect_life);
  auto stored =
      co_await database_.run(base::Deadline{clock_.steady() + options_.database},
                             [instance = options_.instance, &keys = keys_, &clock = clock_, &random = random_,
                              redirect = std::move(redirect)](db::Connection& connection) {
                               const Observer observer{instance, keys, clock, random};
                               return store_redirect(connection, observer, redirect);
                             });
  if (!stored) {
    const auto& error = stored.error();
    if (error.code == base::Code::rate_limited) {
      log_.warn("redirect_refused", {{"why", error.detail}});
    } else {
      log_.error("redirect_not_stored", {{"code", base::name(error.code)}, {"cause", error.cause}});
    }
    co_return std::unexpected(std::move(stored.error()));
  }
  on_code_();
  co_return hash;
}

base::Awaitable<Result<std::optional<CodeFate>>> AuthorizationDesk::look(std::string hash) {
  co_return co_await database_.run(
      base::Deadline{clock_.steady() + options_.database},
      [hash = std::move(hash)](db::Connection& connection) { return read_fate(connection, hash); });
}

base::Awaitable<Result<std::optional<CodeFate>>> AuthorizationDesk::wait(std::string hash,
                                                                         base::Deadline until) {
  const DeskPlace place(waiting_);
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  while (true) {
    auto fate = co_await look(hash);
    if (!fate || *fate || place.number() >= options_.waiting) co_return fate;
    if (until.passed(clock_.steady() + options_.look_again)) co_return fate;
    timer.expires_after(options_.look_again);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

}  // namespace platform
