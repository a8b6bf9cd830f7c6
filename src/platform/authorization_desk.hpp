// Brings a merchant in by its browser: who may, the way to WeChat, and what the browser brings back.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "platform/admission.hpp"
#include "platform/authorize_state.hpp"
#include "platform/consent_page.hpp"
#include "platform/pre_auth_codes.hpp"
#include "platform/redirect_store.hpp"

namespace platform {

struct AuthorizationDeskOptions {
  std::string instance;  // names this process in the log's lines
  ConsentPages pages;
  bool open = false;  // no invitation is needed
  std::chrono::milliseconds call{5'000};
  std::chrono::milliseconds database{2'000};
  std::chrono::seconds state_life{3'600};
  std::chrono::milliseconds look_again{150};  // while waiting for a code's end
  int admitting = 32;  // look-ups of invitations at once: strangers must not fill the database's queue
  int waiting = 64;    // browsers that wait at once; more are answered at once
};

// May be called from any loop; shares nothing mutable but what is thread-safe. Views that are given must live
// until the answer is there.
class AuthorizationDesk {
 public:
  // `on_code` is called, on any thread, when a code is durable. What is given by reference must outlive every
  // call.
  AuthorizationDesk(AuthorizationDeskOptions options, const crypto::KeyRing& keys, db::Executor& database,
                    PreAuthCodes& pre_auth_codes, std::function<void()> on_code, const base::Clock& clock,
                    base::Random& random, base::Log& log);

  // Who comes with this invitation's token; empty: with none. Code::overloaded; what the database fails with.
  base::Awaitable<base::Result<Admission>> admit(std::string_view invitation_token);
  // The page at WeChat to which an admitted one goes, and the state with which it comes back; asks WeChat for
  // a pre-auth code.
  struct Begun {
    std::string address;
    std::string state;
  };
  base::Awaitable<base::Result<Begun>> begin(Admission admission, Device device, std::string language);

  // The claim of a state that is ours, and whether its time is over.
  struct Returned {
    AuthorizeClaim claim;
    bool expired = false;
  };
  std::optional<Returned> read_state(std::string_view state) const;
  // What the browser keeps that began with a state of ours, and whether one that comes back has kept it.
  std::string browser_mark(std::string_view state) const { return states_.browser_mark(state); }
  bool is_same_browser(std::string_view state, std::string_view mark) const;
  std::chrono::seconds state_life() const { return options_.state_life; }
  // Whether browsers reach us by https.
  bool is_secure() const { return options_.pages.public_url.starts_with("https:"); }
  // Durable when it succeeded; gives the code's hash. Its life is as WeChat told it. Code::request_malformed
  // for what cannot be a code, Code::rate_limited when the state has brought others enough.
  base::Awaitable<base::Result<std::string>> receive(Redirect redirect);
  // What became of the code, as soon as it is settled; nothing when it is not until then.
  base::Awaitable<base::Result<std::optional<CodeFate>>> wait(std::string hash, base::Deadline until);

 private:
  base::Awaitable<base::Result<std::optional<CodeFate>>> look(std::string hash);

  const AuthorizationDeskOptions options_;
  const AuthorizeStates states_;
  const crypto::KeyRing& keys_;
  db::Executor& database_;
  PreAuthCodes& pre_auth_codes_;
  const std::function<void()> on_code_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  std::atomic<int> admitting_{0};
  std::atomic<int> waiting_{0};
};

}  // namespace platform
