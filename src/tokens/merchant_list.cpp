#include "tokens/merchant_list.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "tokens/component_credential.hpp"

namespace tokens {
namespace {

constexpr int the_one = 0;
constexpr std::chrono::seconds page_limit{10};
constexpr std::chrono::minutes reading_limit{10};
constexpr std::chrono::seconds failure_pause{5};  // in which nobody tries again
constexpr std::chrono::minutes kept{10};          // longer than the pause between two tries of a repair

Refusal unread(std::string cause) {
  return no_answer({base::Code::token_unavailable, "", "the list of merchants: " + cause});
}

}  // namespace

MerchantList::MerchantList(boost::asio::any_io_executor loop, TokenCalls& calls, ComponentTokens& component,
                           const base::Clock& clock, base::Log& log)
    : loop_(std::move(loop)),
      calls_(calls),
      component_(component),
      clock_(clock),
      log_(log),
      flights_(loop_) {}

base::Awaitable<MerchantList::Found> MerchantList::find(std::string appid, base::SteadyTime since,
                                                        base::Deadline deadline) {
  const auto self = shared_from_this();
  while (true) {
    if (auto found = known(appid, since)) co_return std::move(*found);
    if (stopping_) co_return std::unexpected(unread("the gateway is stopping"));
    // A reading that began too early is waited for too: the next one cannot begin before its end.
    if (!flights_.running(the_one)) launch();
    if (!flights_.running(the_one)) continue;  // it failed at once
    const auto end = co_await flights_.wait(the_one, deadline);
    if (!end) co_return std::unexpected(unread("not read to its end in time"));
  }
}

std::optional<MerchantList::Found> MerchantList::known(const std::string& appid,
                                                       base::SteadyTime since) const {
  if (last_ && last_->begun >= since) {
    const auto found = last_->refresh.find(appid);
    if (found == last_->refresh.end()) return Found(std::nullopt);
    return Found(found->second);
  }
  if (failure_ && clock_.steady() < failure_until_) return Found(std::unexpect, *failure_);
  return std::nullopt;
}

void MerchantList::launch() {
  flights_.begin(the_one);
  boost::asio::co_spawn(loop_, run(), [self = shared_from_this()](const std::exception_ptr& thrown) {
    if (thrown) self->ended({}, std::unexpected(unread("reading it broke")));
  });
}

base::Awaitable<void> MerchantList::run() {
  const base::SteadyTime begun = clock_.steady();
  auto got = co_await read();
  ended(begun, std::move(got));
}

void MerchantList::ended(base::SteadyTime begun, Read read) {
  failure_.reset();
  if (read) {
    log_.info("merchant_list_read", {{"merchants", read->refresh.size()}});
    last_ = std::move(*read);
    last_->begun = begun;
    last_->ended = clock_.steady();
  } else {
    log_.warn("merchant_list_not_read", {{"cause", read.error().error.cause}});
    failure_ = std::move(read.error());
    failure_until_ = clock_.steady() + failure_pause;
  }
  flights_.end(the_one, Done{});
}

void MerchantList::forget_old() {
  if (last_ && clock_.steady() - last_->ended > kept) last_.reset();
}

base::Awaitable<MerchantList::Read> MerchantList::read() {
  const base::Deadline limit{clock_.steady() + reading_limit};
  ComponentCredential credential(component_);
  const auto ready = co_await credential.prepare({clock_.steady() + page_limit});
  if (!ready) co_return std::unexpected(no_answer(ready.error()));

  Reading reading;
  std::uint64_t total = 1;
  for (std::uint64_t offset = 0; offset < total; offset += longest_page) {
    if (stopping_ || limit.passed(clock_.steady())) co_return std::unexpected(unread("cut short"));
    const base::Deadline deadline{clock_.steady() + page_limit};
    const auto ask = [this, offset, deadline](const base::Secret& token) {
      return calls_.refresh_tokens(token, offset, deadline);
    };
    auto page = co_await credential.call(ask, deadline);
    if (!page) co_return std::unexpected(std::move(page.error()));
    total = page->total;
    if (page->merchants.empty()) break;
    for (ListedMerchant& merchant : page->merchants) {
      reading.refresh.insert_or_assign(std::move(merchant.appid), std::move(merchant.refresh));
    }
  }
  // Pages are no snapshot: who moved from one to another while they were read may have been missed.
  if (reading.refresh.size() < total) co_return std::unexpected(unread("it changed while it was read"));
  co_return reading;
}

}  // namespace tokens
