// The platform's list of merchants with their refresh tokens, read whole and shared by all who look into it.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "tokens/single_flight.hpp"
#include "tokens/token_calls.hpp"

namespace tokens {

// Lives on one loop, owned by shared_ptr. One reading at a time, however many wait.
class MerchantList : public std::enable_shared_from_this<MerchantList> {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  MerchantList(boost::asio::any_io_executor loop, TokenCalls& calls, ComponentTokens& component,
               const base::Clock& clock, base::Log& log);

  // A merchant's refresh token by a reading that began at `since` or later; nothing when it is not listed,
  // empty when it is listed without one. Why there is no such reading: the refusal of a page, or that the
  // list is longer than the deadline; then the reading goes on for those who come later.
  using Found = std::expected<std::optional<base::Secret>, Refusal>;
  base::Awaitable<Found> find(std::string appid, base::SteadyTime since, base::Deadline deadline);

  // Drops a reading that no repair can use any more.
  void forget_old();

  // A reading ends with its next page.
  void stop() { stopping_ = true; }

 private:
  struct Done {};
  struct Reading {
    base::SteadyTime begun{};
    base::SteadyTime ended{};
    std::unordered_map<std::string, base::Secret> refresh;  // by appid
  };
  using Read = std::expected<Reading, Refusal>;

  void launch();
  base::Awaitable<void> run();
  base::Awaitable<Read> read();
  void ended(base::SteadyTime begun, Read read);
  std::optional<Found> known(const std::string& appid, base::SteadyTime since) const;

  const boost::asio::any_io_executor loop_;
  TokenCalls& calls_;
  ComponentTokens& component_;
  const base::Clock& clock_;
  base::Log& log_;

  SingleFlight<Done> flights_;
  std::optional<Reading> last_;
  std::optional<Refusal> failure_;  // of the last reading
  base::SteadyTime failure_until_{};
  bool stopping_ = false;
};

}  // namespace tokens
