#include "platform/merchant_reader.hpp"

#include <exception>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "platform/merchant_update.hpp"
#include "tokens/single_flight.hpp"

namespace platform {

using MerchantPtr = std::shared_ptr<const tenancy::Merchant>;

class MerchantReader::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, MerchantReaderOptions options, tenancy::Directory& directory,
       const crypto::KeyRing& keys, db::Executor& database, MerchantCalls& calls,
       tokens::ComponentTokens& component, const base::Clock& clock, base::Random& random, base::Log& log)
      : loop_(loop.get_executor()),
        options_(std::move(options)),
        directory_(directory),
        keys_(keys),
        database_(database),
        calls_(calls),
        component_(component),
        clock_(clock),
        random_(random),
        log_(log),
        flights_(loop_) {}

  base::Awaitable<MerchantPtr> reread(MerchantPtr merchant, base::Deadline deadline);
  void read_behind(MerchantPtr merchant);
  void read_anyway(MerchantPtr merchant);

 private:
  struct Done {};

  MerchantPtr current(const MerchantPtr& merchant) const;
  base::Awaitable<Done> join(MerchantPtr merchant, base::Deadline deadline);
  void launch_if_due(const MerchantPtr& merchant);
  void launch(const MerchantPtr& merchant);
  base::Awaitable<bool> read(MerchantPtr merchant);
  base::Awaitable<MerchantAnswer> ask(MerchantPtr merchant);
  base::Awaitable<base::Result<tenancy::Merchant>> store(MerchantPtr merchant, MerchantAnswer answer);
  void log_failure(const tenancy::Merchant& merchant, const base::Error& error);

  const boost::asio::any_io_executor loop_;
  const MerchantReaderOptions options_;
  tenancy::Directory& directory_;
  const crypto::KeyRing& keys_;
  db::Executor& database_;
  MerchantCalls& calls_;
  tokens::ComponentTokens& component_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;

  // On the loop only.
  tokens::SingleFlight<Done> flights_;
  RereadPauses pauses_;
  std::unordered_map<int, MerchantPtr> again_;  // to be read once more when the reading under way has ended
};

MerchantPtr MerchantReader::Impl::current(const MerchantPtr& merchant) const {
  MerchantPtr known = directory_.merchant(merchant->id);
  return known && known->stamp >= merchant->stamp ? known : merchant;
}

base::Awaitable<MerchantPtr> MerchantReader::Impl::reread(MerchantPtr merchant, base::Deadline deadline) {
  const auto self = shared_from_this();
  merchant = current(merchant);
  if (!is_reread_due(*merchant, clock_.wall(), options_.rules)) co_return merchant;
  co_await base::run_on(loop_, deadline, [self, merchant, deadline]() -> base::Awaitable<Done> {
    co_return co_await self->join(merchant, deadline);
  });
  co_return current(merchant);
}

base::Awaitable<MerchantReader::Impl::Done> MerchantReader::Impl::join(MerchantPtr merchant,
                                                                       base::Deadline deadline) {
  const int id = merchant->id;
  launch_if_due(merchant);
  if (flights_.running(id)) co_await flights_.wait(id, deadline);
  co_return Done{};
}

void MerchantReader::Impl::read_behind(MerchantPtr merchant) {
  boost::asio::post(
      loop_, [self = shared_from_this(), merchant = std::move(merchant)] { self->launch_if_due(merchant); });
}

void MerchantReader::Impl::read_anyway(MerchantPtr merchant) {
  boost::asio::post(loop_, [self = shared_from_this(), merchant = std::move(merchant)] {
    // One that is under way may have asked before the doubt came up.
    if (self->flights_.running(merchant->id)) {
      self->again_[merchant->id] = merchant;
    } else {
      self->launch(merchant);
    }
  });
}

// Another caller's read may have ended on the way here.
void MerchantReader::Impl::launch_if_due(const MerchantPtr& merchant) {
  if (flights_.running(merchant->id)) return;
  if (!is_reread_due(*current(merchant), clock_.wall(), options_.rules)) return;
  if (pauses_.over(merchant->id, clock_.steady())) launch(merchant);
}

void MerchantReader::Impl::launch(const MerchantPtr& merchant) {
  flights_.begin(merchant->id);
  auto job = read(merchant);
  boost::asio::co_spawn(
      loop_, std::move(job),
      [self = shared_from_this(), merchant](const std::exception_ptr& thrown, bool settled) {
        if (thrown) self->log_.error("merchant_read_broke", {{"appid", merchant->appid}});
        const auto& rules = self->options_.rules;
        const base::Micros pause = settled && !thrown ? rules.every : rules.retry;
        self->pauses_.set(merchant->id, self->clock_.steady() + pause);
        self->flights_.end(merchant->id, Done{});
        if (auto again = self->again_.extract(merchant->id)) self->launch(again.mapped());
      });
}

// True when the answer settles the matter for the next minutes.
base::Awaitable<bool> MerchantReader::Impl::read(MerchantPtr merchant) {
  merchant = current(merchant);
  auto answer = co_await ask(merchant);
  const bool told = answer || answer.error().verdict == tokens::Verdict::not_authorized;
  if (!told) {
    log_failure(*merchant, answer.error().error);
    co_return false;
  }
  auto stored = co_await store(merchant, std::move(answer));
  if (!stored) {
    log_failure(*merchant, stored.error());
    co_return false;
  }
  log_.info("merchant_read", {{"appid", stored->appid},
                              {"authorized", stored->authorized},
                              {"service_type", stored->service_type.value_or(-1)},
                              {"set_46", stored->holds_permission_set(tenancy::marketcode_permission_set)}});
  const bool settled = !stored->authorized || stored->service_type.has_value();
  std::vector<tenancy::Merchant> changed;
  changed.push_back(std::move(*stored));
  directory_.put(std::move(changed), {});
  co_return settled;
}

base::Awaitable<MerchantAnswer> MerchantReader::Impl::ask(MerchantPtr merchant) {
  const base::Deadline deadline{clock_.steady() + options_.call};
  auto token = co_await component_.component_token(deadline);
  if (!token) co_return std::unexpected(tokens::no_answer(token.error()));
  auto answer = co_await calls_.merchant_state(token->text, merchant->appid, deadline);
  if (answer || answer.error().verdict != tokens::Verdict::credential_refused) co_return answer;

  token = co_await component_.renew_component_token(token->generation, deadline);
  if (!token) co_return answer;
  co_return co_await calls_.merchant_state(token->text, merchant->appid, deadline);
}

base::Awaitable<base::Result<tenancy::Merchant>> MerchantReader::Impl::store(MerchantPtr merchant,
                                                                             MerchantAnswer answer) {
  const base::Deadline deadline{clock_.steady() + options_.database};
  auto stored = co_await database_.run(deadline, [self = shared_from_this(), asked = asked_about(*merchant),
                                                  answer](db::Connection& connection) {
    const Observer observer{self->options_.instance, self->keys_, self->clock_, self->random_};
    return answer ? store_merchant_state(connection, observer, asked, *answer)
                  : store_not_authorized(connection, observer, asked);
  });
  co_return stored;
}

void MerchantReader::Impl::log_failure(const tenancy::Merchant& merchant, const base::Error& error) {
  log_.warn("merchant_not_read", {{"appid", merchant.appid},
                                  {"code", base::name(error.code)},
                                  {"cause", error.cause.empty() ? error.detail : error.cause}});
}

MerchantReader::MerchantReader(boost::asio::io_context& loop, MerchantReaderOptions options,
                               tenancy::Directory& directory, const crypto::KeyRing& keys,
                               db::Executor& database, MerchantCalls& calls,
                               tokens::ComponentTokens& component, const base::Clock& clock,
                               base::Random& random, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), directory, keys, database, calls, component,
                                   clock, random, log)) {}

MerchantReader::~MerchantReader() = default;

base::Awaitable<MerchantPtr> MerchantReader::reread(MerchantPtr merchant, base::Deadline deadline) {
  return impl_->reread(std::move(merchant), deadline);
}

void MerchantReader::read_behind(MerchantPtr merchant) { impl_->read_behind(std::move(merchant)); }

void MerchantReader::read_anyway(MerchantPtr merchant) { impl_->read_anyway(std::move(merchant)); }

}  // namespace platform
