// The simulated WeChat: one lock around the world, the faults and the records.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "http/message.hpp"
#include "simulator/api.hpp"
#include "simulator/faults.hpp"
#include "simulator/ledger.hpp"
#include "simulator/push_book.hpp"
#include "simulator/shifted_clock.hpp"
#include "simulator/strict.hpp"
#include "simulator/world.hpp"

namespace simulator {

// What to send back.
struct Reply {
  std::string body;
  std::optional<Fault> fault = {};  // how the answer is to be spoilt
};

// Thread-safe.
class Simulator {
 public:
  // `populate` fills a fresh world; it is called once more at each reset. All references must outlive this.
  using Populate = std::function<void(World&, base::WallTime)>;
  Simulator(Settings settings, Populate populate, ShiftedClock& clock, base::Random& random);

  // Answers one call that was read completely, and notes it in the ledger.
  Reply answer(const Api& api, const http::Request& request);
  // A request that no row of all_apis() took: noted as a violation, whether strict or not.
  std::string answer_unknown(std::string_view path, int errcode, std::string_view what);

  struct State {
    State(const Settings& settings, base::Random& random, base::WallTime now)
        : world(settings, random, now) {}
    World world;
    Faults faults;
    Ledger ledger;
    Violations violations;
    PushBook pushes;
  };
  // Runs `use(State&, now)` under the lock.
  template <class Use>
  auto locked(Use use) {
    const std::lock_guard lock(mutex_);
    return use(*state_, clock_.wall());
  }

  // Everything as at the start, but for secrets and tokens, which are made anew; the clock's offset is zero.
  void reset();
  ShiftedClock& clock() { return clock_; }

 private:
  std::unique_ptr<State> fresh_state() const;
  Decision decide(const Api& api, Call& call);
  Decision decide(const Api& api, Call& call, const Fault& fault);
  std::string render(const Decision& decision, const Call& call, LedgerEntry& entry);

  const Settings settings_;
  const Populate populate_;
  ShiftedClock& clock_;
  base::Random& random_;
  std::mutex mutex_;
  std::unique_ptr<State> state_;  // guarded by mutex_
};

}  // namespace simulator
