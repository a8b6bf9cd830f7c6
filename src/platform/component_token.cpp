#include "platform/component_token.hpp"

#include <utility>

#include "platform/component_renewal.hpp"
#include "platform/platform_cell.hpp"

namespace platform {
namespace {

constexpr std::chrono::seconds trouble_pause{5};
constexpr int the_one = 0;  // the desk's number for the only token here

}  // namespace

class ComponentToken::Impl final : public tokens::RefreshDesk {
 public:
  Impl(boost::asio::io_context& loop, ComponentIdentity identity, tokens::DeskOptions options,
       const crypto::KeyRing& keys, db::Executor& database, ComponentCalls& calls, const base::Clock& clock,
       base::Random& random, base::Metrics& metrics, base::Log& log)
      : RefreshDesk(loop.get_executor(), std::move(options), "component", database, clock, random, metrics,
                    log),
        identity_(std::move(identity)),
        keys_(keys),
        calls_(calls),
        cell_(keys) {}

  base::Awaitable<base::Result<tokens::Token>> copy(tokens::Need need, base::Deadline deadline);
  base::Result<> load_changes(db::Connection& connection, std::int64_t since);
  PlatformRow row() const { return cell_.row(); }

 protected:
  tokens::TokenPtr token(int) const override { return cell_.token(); }
  std::optional<tokens::TokenState> state(int) const override { return cell_.state(); }
  base::Result<std::shared_ptr<tokens::Renewal>> make_renewal(int) override {
    return std::make_shared<ComponentRenewal>(identity_, keys_, random_, cell_, calls_);
  }
  void ended(int id, const tokens::RenewalEnd& end, base::Micros pause) override;
  void tick() override;

 private:
  const ComponentIdentity identity_;
  const crypto::KeyRing& keys_;
  ComponentCalls& calls_;
  PlatformCell cell_;
  base::SteadyTime quiet_until_{};  // no renewal that nobody waits for
};

base::Awaitable<base::Result<tokens::Token>> ComponentToken::Impl::copy(tokens::Need need,
                                                                        base::Deadline deadline) {
  auto token = co_await get(the_one, need, deadline);
  if (!token) co_return std::unexpected(std::move(token.error()));
  co_return **token;
}

void ComponentToken::Impl::ended(int, const tokens::RenewalEnd& end, base::Micros) {
  if (end.kind == tokens::RenewalEnd::Kind::failed) quiet_until_ = clock_.steady() + trouble_pause;
}

void ComponentToken::Impl::tick() {
  if (engaged(the_one)) return;  // a renewal that fails with the old ticket must not outlast the new one
  if (cell_.take_new_ticket()) forgive(the_one);
  if (clock_.steady() < quiet_until_) return;
  const auto held = cell_.state();
  const auto freshness =
      tokens::judge(held.value_or(tokens::TokenState{}), clock_.wall(), {}, options_.rules);
  if (freshness == tokens::Freshness::good) return;
  begin(the_one, freshness == tokens::Freshness::due ? tokens::Reason::ahead : tokens::Reason::missing);
}

base::Result<> ComponentToken::Impl::load_changes(db::Connection& connection, std::int64_t since) {
  auto row = read_platform(connection, since);
  if (!row) return std::unexpected(std::move(row.error()));
  if (!*row) return {};
  if ((*row)->component_appid != identity_.appid) {
    return base::fail(base::Code::config_invalid, "the database belongs to the platform " +
                                                      (*row)->component_appid + ", the configuration names " +
                                                      identity_.appid);
  }
  cell_.load(std::move(**row), since == 0);
  return {};
}

ComponentToken::ComponentToken(boost::asio::io_context& loop, ComponentIdentity identity,
                               tokens::DeskOptions options, const crypto::KeyRing& keys,
                               db::Executor& database, ComponentCalls& calls, const base::Clock& clock,
                               base::Random& random, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(identity), std::move(options), keys, database, calls,
                                   clock, random, metrics, log)) {}

ComponentToken::~ComponentToken() = default;

base::Awaitable<base::Result<tokens::Token>> ComponentToken::component_token(base::Deadline deadline) {
  return impl_->copy(tokens::Need{}, deadline);
}

base::Awaitable<base::Result<tokens::Token>> ComponentToken::renew_component_token(
    std::int64_t refused_generation, base::Deadline deadline) {
  return impl_->copy(tokens::Need{base::Micros::zero(), refused_generation}, deadline);
}

void ComponentToken::start() { impl_->start(); }

void ComponentToken::stop(std::chrono::milliseconds patience, std::function<void()> done) {
  impl_->stop(patience, std::move(done));
}

base::Result<> ComponentToken::load_changes(db::Connection& connection, std::int64_t since) {
  return impl_->load_changes(connection, since);
}

PlatformState ComponentToken::state() const {
  const PlatformRow row = impl_->row();
  return {row.component_appid,  row.ticket_received_at,  row.token.expires_at,
          row.token.generation, row.token.failing_since, row.token.last_errcode};
}

}  // namespace platform
