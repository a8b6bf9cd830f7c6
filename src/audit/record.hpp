// What the log says about a query. The line that is made of it is described in line.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/product.hpp"
#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace audit {

// The numbers stand in index columns; the names stand in lines.
enum class Kind : std::int16_t { query = 1, authorization = 2, admin = 3, access = 4, system = 5 };
enum class Dialect : std::int16_t { native = 1, compatible = 2, console = 3 };
enum class Outcome : std::int16_t {
  active = 1,
  inactive = 2,
  refused = 3,
  upstream_error = 4,
  not_sent = 5,
  unknown = 6
};
enum class Sent : std::int16_t { no, maybe, yes };

std::string_view name(Kind kind);
std::string_view name(Dialect dialect);
std::string_view name(Outcome outcome);
std::string_view name(Sent sent);

// What an index column holds.
template <class Enum>
std::optional<int> number_of(const std::optional<Enum>& value) {
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

// Who asked. Of a key: its public id and its name; of staff the account's name, a personal value.
struct Caller {
  enum class Type { key, staff, recovery } type = Type::key;
  std::string id;
  std::string name;
  std::optional<int> api_key;  // api_key.id, for the index
  std::string reason{};        // a person's own words; empty: none
};

// The parts of a selector that the log is searched by.
struct SelectorIndex {
  std::optional<std::uint64_t> application_id;
  std::optional<std::uint64_t> code_index;
  std::string code;
  std::string code_url;
};

// Everything that is known before a query leaves. Strings are UTF-8 without NUL.
struct QueryHead {
  base::WallTime time;  // when the request was read
  std::string request_id;
  std::string client_request_id;  // as the client sent it, at most 128 bytes; empty: none
  std::string trace;              // trace id of traceparent, 32 hex digits; empty: none
  int merchant = 0;               // merchant.id
  std::string merchant_appid;
  int authorization_version = 0;
  Caller caller;
  base::IpAddress client;
  Dialect dialect = Dialect::native;
  std::string received;  // JSON: the selector's members as they came, or {"bytes":…,"sha256":…}
  std::string sent;      // JSON: the body for WeChat; empty when nothing was to be sent
  SelectorIndex selector;
};

// One HTTP call to WeChat.
struct Attempt {
  std::string host;
  base::WallTime time;
  base::Micros took{0};
  Sent sent = Sent::no;
  int http_status = 0;                  // 0: no answer
  std::optional<std::int64_t> errcode;  // when the answer was WeChat's JSON
  std::string rid;
  std::string date;             // WeChat's Date header
  std::int64_t generation = 0;  // of the access token that was used
  std::string failure;          // a constant: "timeout", "connect", …; empty when answered
};

// How a query ended.
struct QueryTail {
  Outcome outcome = Outcome::unknown;
  std::optional<base::Code> code;       // our code; nothing for active and inactive
  std::optional<std::int64_t> errcode;  // WeChat's last
  std::string rid;
  std::vector<Attempt> attempts;
  base::Micros took{0};
  std::optional<std::string> reply;  // WeChat's body as it came; nothing when there was none
  SelectorIndex answered;            // what the answer told about the code, for the index
  Product product;                   // what the code is activated for, for the index
  int count = 1;                     // refusals that became one record (rate limit, revoked key, address)
};

// Where a record stands: "<stream>/<seq>", sixteen hex digits and a decimal.
struct RecordId {
  std::int64_t stream = 0;
  std::int64_t seq = 0;
  std::string text() const;

  bool operator==(const RecordId&) const = default;
};

}  // namespace audit
