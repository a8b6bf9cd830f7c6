#include "audit/leaving.hpp"

#include <charconv>
#include <chrono>
#include <utility>

#include "audit/outbox.hpp"
#include "base/characters.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;

constexpr std::size_t longest_purpose = 500;  // characters

std::optional<std::string> too_young(const DayState& state, int min_days) {
  if (state.age > min_days) return std::nullopt;
  return "it is " + std::to_string(state.age) + " days old, and retention.min_days keeps " +
         std::to_string(min_days);
}

// Digits only.
std::optional<int> parsed_number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.front() == '-')
    return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> obstacle_to_archive(const DayState& state) {
  if (state.age < 1) return "it is not over";
  if (state.is_detached) return "it was archived and detached";
  if (state.streams == 0) return "the log has no stream of it";
  if (state.unsealed > 0) return std::to_string(state.unsealed) + " of its streams are not sealed";
  if (state.unchecked > 0)
    return std::to_string(state.unchecked) + " of its streams have no checkpoint at their end";
  if (!state.manifest) return "its daily manifest is not made yet";
  return std::nullopt;
}

std::optional<std::string> obstacle_to_detach(const DayState& state, int min_days) {
  if (!state.archived) return "it is not archived";
  if (state.held) return "a hold keeps it";
  return too_young(state, min_days);
}

std::optional<std::string> obstacle_to_purge(const DayState& state, int min_days) {
  if (state.purged) return "it was purged";
  if (!state.is_detached) return "it is not archived and detached";
  if (state.held) return "a hold keeps it";
  return too_young(state, min_days);
}

base::Result<> check_day(std::string_view day) {
  if (day.size() == 10 && day[4] == '-' && day[7] == '-') {
    const auto year = parsed_number(day.substr(0, 4));
    const auto month = parsed_number(day.substr(5, 2));
    const auto of_month = parsed_number(day.substr(8, 2));
    if (year && month && of_month &&
        std::chrono::year_month_day(std::chrono::year(*year),
                                    std::chrono::month(static_cast<unsigned>(*month)),
                                    std::chrono::day(static_cast<unsigned>(*of_month)))
            .ok()) {
      return {};
    }
  }
  return base::fail(Code::invalid_argument, "a day is written as 2026-11-22");
}

base::Result<> check_purpose(std::string_view reason) {
  if (reason.empty() || !base::is_utf8(reason) || base::has_control(reason) ||
      base::characters(reason) > longest_purpose) {
    return base::fail(Code::invalid_argument, "a reason has 1 to 500 characters of text in one line");
  }
  return {};
}

base::Result<> Hand::note(db::Transaction& transaction, std::string action, std::string details) const {
  Event event;
  event.kind = Kind::admin;
  event.time = clock.wall();
  event.actor_kind = kind;
  event.actor = name;
  event.action = std::move(action);
  event.details = std::move(details);
  return put(transaction, keys, random, event);
}

}  // namespace audit
