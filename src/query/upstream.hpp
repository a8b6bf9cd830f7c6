// The way to WeChat and back: a call, and the few repeats that are allowed.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "audit/record.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "query/ports.hpp"
#include "query/telemetry.hpp"

namespace query {

// One query at WeChat, filled as it goes: whatever interrupts it, the attempts that were made stand here.
struct Asking {
  std::vector<audit::Attempt> attempts;
  std::optional<weixin::CodeActiveCall> last;
  std::optional<base::Code> failure;  // why there is no (further) attempt; outweighs `last`
};

// Lives on one event loop.
class Upstream {
 public:
  Upstream(CodeActiveQuery& query, TokenSource& tokens, Telemetry& telemetry, const base::Clock& clock,
           base::Random& random);

  // Asks until there is an answer to give: see Retries. `asking` must outlive the coroutine.
  base::Awaitable<void> ask(int merchant, std::shared_ptr<const tokens::Token> token,
                            const weixin::Selector& selector, base::Deadline deadline, Asking& asking);

 private:
  base::Awaitable<void> attempt(const tokens::Token& token, const weixin::Selector& selector,
                                bool fresh_connection, base::Deadline deadline, Asking& asking);
  double jitter();

  CodeActiveQuery& query_;
  TokenSource& tokens_;
  Telemetry& telemetry_;
  const base::Clock& clock_;
  base::Random& random_;
};

// What failing to get a token is called towards the caller.
base::Code token_failure(base::Code code);

}  // namespace query
