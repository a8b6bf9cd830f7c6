#include "platform/publish_check.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace platform {
namespace {

constexpr std::chrono::seconds check_limit{8};
constexpr std::size_t most_checks = 4;
constexpr std::size_t longest_check_code = 512;

}  // namespace

CheckStep check_step(const weixin::Message& message) {
  constexpr std::string_view code_mark = "QUERY_AUTH_CODE:";
  CheckStep step;
  if (message.type == "event") {
    if (!message.event.empty()) step.reply = message.event + "from_callback";
  } else if (message.type == "text" && message.content == "TESTCOMPONENT_MSG_TYPE_TEXT") {
    step.reply = message.content + "_callback";
  } else if (message.type == "text" && message.content.starts_with(code_mark)) {
    const auto code = std::string_view(message.content).substr(code_mark.size());
    if (!code.empty() && code.size() <= longest_check_code) step.code = base::Secret(code);
  }
  return step;
}

PublishCheck::PublishCheck(boost::asio::io_context& loop, AuthorizationCalls& calls, CustomerService& service,
                           tokens::ComponentTokens& component, const base::Clock& clock, base::Log& log)
    : loop_(loop.get_executor()),
      calls_(calls),
      service_(service),
      component_(component),
      clock_(clock),
      log_(log) {}

void PublishCheck::answer(base::Secret code, std::string openid) {
  boost::asio::post(loop_, [self = shared_from_this(), code = std::move(code),
                            openid = std::move(openid)]() mutable {
    if (self->running_ >= most_checks) return;
    ++self->running_;
    auto job = self->run(std::move(code), std::move(openid));
    boost::asio::co_spawn(
        self->loop_, std::move(job), [self](const std::exception_ptr& thrown, const base::Result<>& said) {
          --self->running_;
          if (!thrown && said) return self->log_.info("publish_check_answered");
          self->log_.warn("publish_check_failed", {{"cause", thrown ? "thrown" : said.error().cause}});
        });
  });
}

base::Awaitable<base::Result<>> PublishCheck::run(base::Secret code, std::string openid) {
  const base::Deadline deadline{clock_.steady() + check_limit};
  tokens::ComponentCredential credential(component_);
  if (auto ready = co_await credential.prepare(deadline); !ready) co_return ready;
  const auto exchange = [this, &code, deadline](const base::Secret& token) {
    return calls_.exchange(token, code, deadline);
  };
  const auto authorization = co_await credential.call(exchange, deadline);
  if (!authorization) co_return std::unexpected(authorization.error().error);
  const std::string text = std::string(code.reveal()) + "_from_api";
  co_return co_await service_.say(authorization->access, openid, text, deadline);
}

}  // namespace platform
