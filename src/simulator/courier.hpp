// Carries pushes to the platform, as WeChat's servers do.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "http/client.hpp"
#include "simulator/push_book.hpp"
#include "simulator/push_text.hpp"
#include "simulator/simulator.hpp"
#include "simulator/sleeper.hpp"

namespace simulator {

struct Push {
  std::string kind;   // as in the log
  std::string appid;  // the merchant it is about; empty: the platform
  PushMembers members;
  PushFlaws flaws = {};
  std::string openid = {};  // not empty: a message or an event of a user, for the message URL
  std::string user_name = {};
  std::uint64_t times = 1;
  std::chrono::milliseconds delay{0};
  bool forced = false;  // goes although pushing pauses, and its failure is not counted
};

// The pushes of one event loop; all calls on it.
class Courier {
 public:
  // All references must outlive the loop's last handler. `clock` tells real time.
  Courier(boost::asio::io_context& loop, Simulator& simulator, Sleeper& sleeper, const base::Clock& clock,
          base::Random& random);

  // Sends the push and notes it, as often as it says; what came of each. Nothing is sent, nor noted, to a
  // platform without an event URL.
  base::Awaitable<std::vector<PushRecord>> deliver(Push push);
  // The same, without waiting for it.
  void send_off(Push push);
  // Pushes a ticket if one is due.
  base::Awaitable<> push_due_ticket();
  // Pushes tickets when they are due, until the sleeper is woken.
  base::Awaitable<> push_tickets();
  void close() { client_.close(); }

 private:
  struct Parcel {
    PushRecord record;
    std::optional<http::Origin> origin = {};  // nothing: record.problem says why it cannot be sent
    std::string target = {};
    std::string body = {};
    std::chrono::milliseconds timeout{0};
  };
  // Nothing: no URL is set.
  std::optional<Parcel> pack(const Push& push);
  base::Awaitable<> send(Parcel& parcel);
  PushRecord note(const Push& push, PushRecord record);

  boost::asio::io_context& loop_;
  Simulator& simulator_;
  Sleeper& sleeper_;
  const base::Clock& clock_;
  base::Random& random_;
  http::Client client_;
};

}  // namespace simulator
