// What `platform doctor` makes of what it found. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "platform/doctor_store.hpp"

namespace platform {

enum class Mark : std::uint8_t { ok, warn, fail };
std::string_view name(Mark mark);  // "OK", "WARN", "FAIL"

struct DoctorFinding {
  std::string check;
  Mark mark = Mark::ok;
  std::string what;
  std::string advice;  // what to do; empty when all is well
};

// The time of an HTTP Date header; nothing when it is none.
std::optional<base::WallTime> read_http_date(std::string_view date);
// Our clock against another's: up to 2 s is well, up to 30 s a warning. `other` is exact to a second or
// better.
DoctorFinding judge_clock(std::string_view check, base::WallTime ours, base::WallTime other);
// WeChat pushes one every 10 minutes, and it lives for 12 hours.
DoctorFinding judge_ticket(std::optional<base::WallTime> received_at, base::WallTime now);
// A call with the component token: its errcode, or why there is no answer.
DoctorFinding judge_component_call(std::optional<std::int64_t> errcode, std::string_view failure);
// `errmsg` of that call: 61004 names the address that WeChat saw.
DoctorFinding judge_address(std::optional<std::int64_t> errcode, std::string_view errmsg,
                            const DoctorFacts& facts);
DoctorFinding judge_permissions(const DoctorFacts& facts);
DoctorFinding judge_kinds(const DoctorFacts& facts);
DoctorFinding judge_tokens(const DoctorFacts& facts);
// The URL that is given to WeChat: http on 80 or https on 443, and a name.
DoctorFinding judge_public_url(std::string_view public_url);
// The answer to a signed push; `failure`: why there is none.
DoctorFinding judge_callback(int status, std::string_view body, std::string_view failure);
// WeChat's page takes a merchant only from the domain that the platform registered.
DoctorFinding judge_domain(std::string_view public_url);

}  // namespace platform
