#include "tokens/refresher.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "tokens/background.hpp"
#include "tokens/external_tokens.hpp"
#include "tokens/merchant_list.hpp"
#include "tokens/merchant_renewal.hpp"

namespace tokens {
namespace {

constexpr std::chrono::seconds background_pause{5};  // at least, before a refresh that nobody waits for

// What went wrong would go wrong for every merchant.
bool is_common(const RenewalEnd& end) {
  if (end.kind == RenewalEnd::Kind::failed) return true;
  return end.kind == RenewalEnd::Kind::refused && (end.refusal.verdict == Verdict::address_refused ||
                                                   end.refusal.verdict == Verdict::credential_refused);
}

// WeChat's quota is the platform's: whoever asks next is refused too, until it is over.
bool is_quota(const RenewalEnd& end) {
  return end.kind == RenewalEnd::Kind::refused &&
         (end.refusal.verdict == Verdict::minute_quota || end.refusal.verdict == Verdict::day_quota);
}

}  // namespace

class Refresher::Impl final : public RefreshDesk {
 public:
  Impl(boost::asio::io_context& loop, DeskOptions options, Vault& vault, const tenancy::Directory& directory,
       const crypto::KeyRing& keys, db::Executor& database, TokenCalls& calls, ComponentTokens& component,
       TokenHistory& history, const base::Clock& clock, base::Random& random, base::Metrics& metrics,
       base::Log& log)
      : RefreshDesk(loop.get_executor(), std::move(options), "merchant", database, clock, random, metrics,
                    log),
        vault_(vault),
        directory_(directory),
        list_(std::make_shared<MerchantList>(loop_, calls, component, clock, log)),
        shop_{keys,      random,  vault,
              component, history, RepairShop{calls, *list_, refused_, clock, metrics, log}},
        background_(vault, directory, options_.rules, clock) {}

  void use(ExternalTokens& source) { external_ = &source; }
  void stop_list() {
    boost::asio::post(loop_, [list = list_] { list->stop(); });
  }

 protected:
  TokenPtr token(int id) const override { return vault_.token(id); }
  std::optional<TokenState> state(int id) const override { return vault_.state(id); }
  base::Result<std::shared_ptr<Renewal>> make_renewal(int id) override;
  void ended(int id, const RenewalEnd& end, base::Micros pause) override;
  void tick() override;

 private:
  void refresh_ahead();

  Vault& vault_;
  const tenancy::Directory& directory_;
  const std::shared_ptr<MerchantList> list_;
  RefusedTokens refused_;
  const RenewalShop shop_;
  Background background_;
  ExternalTokens* external_ = nullptr;
};

base::Result<std::shared_ptr<Renewal>> Refresher::Impl::make_renewal(int id) {
  const auto merchant = directory_.merchant(id);
  if (!merchant) return base::fail(base::Code::merchant_not_authorized, "the merchant is not known here");
  if (external_) return std::make_shared<ExternalRenewal>(id, merchant->appid, shop_, *external_);
  return std::make_shared<MerchantRenewal>(id, merchant->appid, shop_);
}

void Refresher::Impl::ended(int id, const RenewalEnd& end, base::Micros pause) {
  if (is_common(end)) background_.put_off_all(background_pause);
  if (is_quota(end)) background_.put_off_all(std::max<base::Micros>(pause, background_pause));
  if (end.kind == RenewalEnd::Kind::aside || pause > base::Micros::zero()) {
    background_.put_off(id, std::max<base::Micros>(pause, background_pause));
  }
  refresh_ahead();
}

void Refresher::Impl::tick() {
  list_->forget_old();
  background_.take_changes();
  refresh_ahead();
}

// A quarter of the room is kept for those who wait.
void Refresher::Impl::refresh_ahead() {
  const std::size_t room = std::max<std::size_t>(1, options_.parallel * 3 / 4);
  while (!stopping() && running() < room && !crowded()) {
    const auto turn = background_.next([this](int merchant) { return engaged(merchant); });
    if (!turn) return;
    const auto refusal = begin(turn->merchant, turn->reason);
    if (refusal) background_.put_off(turn->merchant, refusal->retry_after.value_or(background_pause));
  }
}

Refresher::Refresher(boost::asio::io_context& loop, DeskOptions options, Vault& vault,
                     const tenancy::Directory& directory, const crypto::KeyRing& keys, db::Executor& database,
                     TokenCalls& calls, ComponentTokens& component, TokenHistory& history,
                     const base::Clock& clock, base::Random& random, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), vault, directory, keys, database, calls,
                                   component, history, clock, random, metrics, log)) {}

Refresher::~Refresher() = default;

base::Awaitable<base::Result<TokenPtr>> Refresher::token(int merchant, base::Deadline deadline,
                                                         base::Micros minimum_life) {
  return impl_->get(merchant, Need{minimum_life, -1}, deadline);
}

base::Awaitable<base::Result<TokenPtr>> Refresher::renew(int merchant, std::int64_t refused_generation,
                                                         base::Deadline deadline) {
  return impl_->get(merchant, Need{base::Micros::zero(), refused_generation}, deadline);
}

void Refresher::use(ExternalTokens& source) { impl_->use(source); }
void Refresher::start() { impl_->start(); }

void Refresher::stop(std::chrono::milliseconds patience, std::function<void()> done) {
  impl_->stop_list();
  impl_->stop(patience, std::move(done));
}

}  // namespace tokens
