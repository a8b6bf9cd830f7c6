#include "platform/pre_auth_codes.hpp"

#include <utility>

#include "tokens/component_credential.hpp"

namespace platform {

using Fetched = base::Result<base::Secret>;

namespace {

struct FetchPlace {
  explicit FetchPlace(int& taken) : count(taken) { ++count; }
  ~FetchPlace() { --count; }
  FetchPlace(const FetchPlace&) = delete;
  FetchPlace& operator=(const FetchPlace&) = delete;

  int& count;
};

}  // namespace

class PreAuthCodes::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& loop, PreAuthLimits limits, AuthorizationCalls& calls,
       tokens::ComponentTokens& component, const base::Clock& clock, base::Log& log)
      : loop_(loop.get_executor()),
        limits_(limits),
        calls_(calls),
        component_(component),
        clock_(clock),
        log_(log) {}

  base::Awaitable<Fetched> fetch(base::Deadline deadline);

 private:
  base::Awaitable<Fetched> begin(base::Deadline deadline);
  base::Awaitable<Fetched> ask(base::Deadline deadline);
  bool admit();

  const boost::asio::any_io_executor loop_;
  const PreAuthLimits limits_;
  AuthorizationCalls& calls_;
  tokens::ComponentTokens& component_;
  const base::Clock& clock_;
  base::Log& log_;

  // On the loop only.
  int running_ = 0;
  int counted_ = 0;
  base::SteadyTime minute_ends_{};
};

base::Awaitable<Fetched> PreAuthCodes::Impl::fetch(base::Deadline deadline) {
  auto fetched = co_await base::run_on(
      loop_, deadline, [self = shared_from_this(), deadline] { return self->begin(deadline); });
  if (!fetched) co_return base::fail(base::Code::deadline_passed, "WeChat did not answer in time");
  co_return std::move(*fetched);
}

bool PreAuthCodes::Impl::admit() {
  const auto now = clock_.steady();
  if (now >= minute_ends_) {
    minute_ends_ = now + std::chrono::minutes(1);
    counted_ = 0;
  }
  if (running_ >= limits_.at_once || counted_ >= limits_.a_minute) return false;
  ++counted_;
  return true;
}

base::Awaitable<Fetched> PreAuthCodes::Impl::begin(base::Deadline deadline) {
  if (!admit()) co_return base::fail(base::Code::overloaded, "too many authorisations begin at once");
  const FetchPlace place(running_);
  auto code = co_await ask(deadline);
  if (!code) {
    log_.warn("no_pre_auth_code", {{"code", base::name(code.error().code)}, {"cause", code.error().cause}});
  }
  co_return code;
}

base::Awaitable<Fetched> PreAuthCodes::Impl::ask(base::Deadline deadline) {
  tokens::ComponentCredential credential(component_);
  auto ready = co_await credential.prepare(deadline);
  if (!ready) co_return std::unexpected(std::move(ready.error()));
  const auto create = [this, deadline](const base::Secret& token) {
    return calls_.pre_auth_code(token, deadline);
  };
  auto code = co_await credential.call(create, deadline);
  if (!code) co_return std::unexpected(std::move(code.error().error));
  co_return std::move(*code);
}

PreAuthCodes::PreAuthCodes(boost::asio::io_context& loop, PreAuthLimits limits, AuthorizationCalls& calls,
                           tokens::ComponentTokens& component, const base::Clock& clock, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, limits, calls, component, clock, log)) {}

PreAuthCodes::~PreAuthCodes() = default;

base::Awaitable<Fetched> PreAuthCodes::fetch(base::Deadline deadline) { return impl_->fetch(deadline); }

}  // namespace platform
