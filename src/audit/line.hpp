// The line: one record as compact JSON with a fixed member order, UTF-8, no NUL, no line feed.
//
//   {"v":1,"kind":…,"stream":…,"seq":…[,"mseq":…][,"intent":…],HEAD[,TAIL]}
//
// mseq counts a merchant's records within the stream; a record that concerns no merchant has none. A member
// that has nothing to say is left out. The head of a query is made before the query leaves and stored with
// its intent, so that whoever recovers the stream can complete the record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/day_keys.hpp"
#include "audit/outbox.hpp"
#include "audit/record.hpp"

namespace audit {

// The index columns of a record; they repeat what the line says.
struct Columns {
  base::WallTime time;
  Kind kind = Kind::query;
  int merchant = 0;  // 0: none
  std::optional<int> api_key;
  std::string client;      // text form of the address, empty: none
  std::string request_id;  // empty: none
  std::optional<Dialect> dialect;
  std::optional<Outcome> outcome;
  std::optional<std::int64_t> errcode;
  std::string reason;
  std::string rid;
  SelectorIndex selector;
  std::string product;  // product_key()
};

// "time":…,"request_id":…[,"client_request_id"][,"trace"],"merchant":…,"authorization":…,"caller":{…},
// "client":…,"dialect":…,"selector":{"received":…[,"sent":…]}
// The caller: {"type"[,"id"][,"name"][,"reason"]}; the name of one of the staff is a personal value.
std::string query_head(const QueryHead& head, const DayKey& key, base::Random& random);
Columns query_columns(const QueryHead& head);

// "outcome":…[,"code"][,"errcode"][,"rid"][,"attempts":[…]],"us":…[,"count"][,"reply"]
// An attempt: {"host","time","us"[,"sent"][,"failure"][,"status"][,"errcode"][,"rid"][,"date"],"generation"};
// `sent` is left out when it is "yes". A reply over 16 KiB or not UTF-8 becomes {"bytes":…,"sha256":…}.
std::string query_tail(const QueryTail& tail);
void add_tail(Columns& columns, const QueryTail& tail);

// "time":…[,"merchant"],"actor":{"kind":…,"name":…},"action":…,"details":{…}. Names of persons (kinds command
// and staff) are personal values.
std::string event_head(const Event& event, const DayKey& key, base::Random& random);
Columns event_columns(const Event& event);

// What stands before the head. `mseq` and `intent` are left out when there is none.
std::string assemble(Kind kind, std::int64_t stream, std::int64_t seq, std::optional<std::int64_t> mseq,
                     std::optional<std::int64_t> intent, std::string_view head, std::string_view tail);

}  // namespace audit
