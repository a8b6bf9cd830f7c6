// The calls that the gateway makes to WeChat. Knows nothing of merchants or SQL, never retries.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/client.hpp"
#include "weixin/code_active.hpp"
#include "weixin/selector.hpp"

namespace weixin {

// Bytes of an answer to codeactivequery; a real one has a few hundred.
inline constexpr std::size_t largest_query_answer = 64 * 1024;

// One HTTP call, whatever came of it: what an audit lists as an attempt.
struct Call {
  std::string host;
  base::WallTime started;
  base::Micros took{0};
  http::Sent sent = http::Sent::no;
  bool reused = false;                  // went over a kept-alive connection
  bool stale = false;                   // which died before any byte of an answer: repeat it
  int http_status = 0;                  // 0: no answer
  std::string date;                     // WeChat's Date header
  std::optional<std::int64_t> errcode;  // of an answer that is WeChat's JSON
  std::string errmsg;
  std::string rid;
  std::string body;  // as it came; empty for component calls, whose answers hold tokens

  // Why there is no usable answer, a constant; empty when there is one. Of http::Fault: "waiting", "timeout",
  // "resolve", "connect", "proxy", "tls", "write", "read", "response", "too_large". Of this room: "status"
  // (not 200), "empty", "not_json" (nor an object with a proper errcode), "incomplete" (errcode 0 without
  // what was asked for).
  std::string failure;
  // With a failure: upstream_timeout, upstream_failed, overloaded, or internal for a call that could not be
  // written.
  base::Code code = base::Code::upstream_failed;

  bool answered() const { return failure.empty(); }
  bool succeeded() const { return answered() && errcode == 0; }
};

struct CodeActiveCall {
  Call call;
  std::optional<CodeActive> active;  // when it succeeded
};

struct ComponentTokenCall {
  Call call;
  base::Secret token;
  std::chrono::seconds expires_in{0};
};

struct AuthorizerTokenCall {
  Call call;
  base::Secret access;
  base::Secret refresh;  // empty: WeChat sent none
  std::chrono::seconds expires_in{0};
};

// What an authorisation code is exchanged for.
struct QueryAuthCall {
  Call call;
  std::string appid;
  base::Secret access;  // the two are empty when the account has no API permission at all
  base::Secret refresh;
  std::chrono::seconds expires_in{0};
  std::vector<int> permission_sets;
};

struct PreAuthCodeCall {
  Call call;
  base::Secret code;
  std::chrono::seconds expires_in{0};
};

struct AuthorizerInfo {
  std::string nick_name;
  std::string principal_name;
  std::string user_name;
  std::optional<int> service_type;
  std::optional<int> verify_type;
  std::optional<int> account_status;
  bool mini_program = false;
  std::vector<int> permission_sets;
  base::Secret refresh;  // empty: WeChat sent none
};
struct AuthorizerInfoCall {
  Call call;
  AuthorizerInfo info;
};

struct ListedAuthorizer {
  std::string appid;
  base::Secret refresh;  // may be empty
  base::WallTime authorized_at;
};
struct AuthorizerListCall {
  Call call;
  std::uint64_t total = 0;  // on all pages
  std::vector<ListedAuthorizer> list;
};

struct CallbackAddressesCall {
  Call call;
  std::vector<std::string> addresses;  // from which WeChat pushes
};

struct CallbackCheckCall {
  Call call;
  std::size_t probes = 0;  // pings of the callback's addresses
  std::size_t lossy = 0;   // of these, with lost packets
};

// Lives on its client's event loop. A call that succeeded has what its struct promises: a token answer
// without a token is a failure ("incomplete"). Arguments must live until the answer is there.
class Api {
 public:
  // `client` and `clock` must outlive the api.
  Api(http::Client& client, http::Origin origin, const base::Clock& clock);

  // weixin-protocol, section 6.5
  base::Awaitable<CodeActiveCall> codeactivequery(const base::Secret& token, const Selector& selector,
                                                  base::Deadline deadline, bool fresh_connection = false);
  // section 3.1
  base::Awaitable<ComponentTokenCall> component_token(std::string_view appid, const base::Secret& secret,
                                                      const base::Secret& ticket, base::Deadline deadline);
  // section 1.4; a plain answer with errmsg "ok" (pushing was stopped) or "in a normal state"
  base::Awaitable<Call> start_push_ticket(std::string_view appid, const base::Secret& secret,
                                          base::Deadline deadline);
  // section 3.2
  base::Awaitable<PreAuthCodeCall> create_preauthcode(const base::Secret& component_token,
                                                      std::string_view component_appid,
                                                      base::Deadline deadline);
  // section 3.4; voids the tokens that the merchant had here
  base::Awaitable<QueryAuthCall> query_auth(const base::Secret& component_token,
                                            std::string_view component_appid, const base::Secret& code,
                                            base::Deadline deadline);
  // section 3.5
  base::Awaitable<AuthorizerTokenCall> authorizer_token(const base::Secret& component_token,
                                                        std::string_view component_appid,
                                                        std::string_view authorizer_appid,
                                                        const base::Secret& refresh, base::Deadline deadline);
  // section 3.7
  base::Awaitable<AuthorizerInfoCall> authorizer_info(const base::Secret& component_token,
                                                      std::string_view component_appid,
                                                      std::string_view authorizer_appid,
                                                      base::Deadline deadline);
  // section 3.8; `count` at most 500
  base::Awaitable<AuthorizerListCall> authorizer_list(const base::Secret& component_token,
                                                      std::string_view component_appid, std::uint64_t offset,
                                                      std::uint64_t count, base::Deadline deadline);

  // A text of the merchant's customer service to a follower; succeeds or has its errcode.
  base::Awaitable<Call> send_customer_text(const base::Secret& access_token, std::string_view openid,
                                           std::string_view text, base::Deadline deadline);

  // section 7.6: whence WeChat pushes, and whether it reaches the callback's host
  base::Awaitable<CallbackAddressesCall> callback_addresses(const base::Secret& component_token,
                                                            base::Deadline deadline);
  base::Awaitable<CallbackCheckCall> callback_check(const base::Secret& component_token,
                                                    base::Deadline deadline);

 private:
  // `answer` reads what comes; the call's errcode, errmsg and rid are taken from it.
  base::Awaitable<Call> post(std::string target, std::string body, base::Deadline deadline,
                             bool fresh_connection, AnswerReader& answer, std::size_t limit,
                             http::Method method = http::Method::post);

  http::Client& client_;
  const http::Origin origin_;
  const base::Clock& clock_;
};

}  // namespace weixin
