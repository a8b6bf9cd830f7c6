// The full-network publish check (weixin-protocol, section 9.1): WeChat's robot plays a merchant against the
// platform's two URLs.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "http/message.hpp"
#include "simulator/courier.hpp"
#include "simulator/simulator.hpp"
#include "simulator/sleeper.hpp"

namespace simulator {

struct PublishStep {
  std::string_view name;
  bool passed = false;
  std::string why;  // it did not pass
};

// One run, on the courier's loop.
class PublishCheck {
 public:
  struct Options {
    bool messages = true;            // the two texts and the event too
    bool pre_auth_code = true;       // the platform must have made one
    std::uint64_t wait_ms = 10'000;  // for each thing the platform has to do by itself
  };
  PublishCheck(Simulator& simulator, Courier& courier, Sleeper& sleeper, Options options)
      : simulator_(simulator), courier_(courier), sleeper_(sleeper), options_(options) {}

  base::Awaitable<std::vector<PublishStep>> run();

 private:
  base::Awaitable<> check_ticket();
  base::Awaitable<> check_pre_auth_code();
  base::Awaitable<> check_authorization();
  base::Awaitable<> check_passive_text();
  base::Awaitable<> check_later_text();
  base::Awaitable<> check_event();
  base::Awaitable<> check_end();

  using Condition = std::function<bool(World&)>;
  base::Awaitable<bool> comes_true(Condition condition);
  std::string authorize();  // the test account's fresh code
  base::Awaitable<PushRecord> push_event(std::string_view kind, PushMembers members);
  base::Awaitable<PushRecord> push_message(PushMembers members);
  // The content of the encrypted answer has to be `expected`.
  void judge_answer(std::string_view step, const PushRecord& record, std::string_view expected);
  void note(std::string_view step, bool passed, std::string why);

  Simulator& simulator_;
  Courier& courier_;
  Sleeper& sleeper_;
  const Options options_;
  std::vector<PublishStep> steps_;
};

// POST /_sim/publish_check
base::Awaitable<http::Response> run_publish_check(Simulator& simulator, Courier& courier, Sleeper& sleeper,
                                                  const http::Request& request);

}  // namespace simulator
