#include "audit/tally.hpp"

#include <algorithm>
#include <chrono>

namespace audit {
namespace {

int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; }

int days_in(int year, int month) {
  const auto last =
      std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

}  // namespace

std::size_t MerchantNumbers::of(std::string_view appid) {
  const auto known = numbers_.find(appid);
  if (known != numbers_.end()) return known->second;
  appids_.emplace_back(appid);
  return numbers_[appids_.back()] = appids_.size() - 1;
}

int shanghai_month(std::string_view time) {
  const int year = two_digits(time, 0) * 100 + two_digits(time, 2);
  const int month = two_digits(time, 5);
  const bool next_day = two_digits(time, 11) >= 16;
  const bool last_day = next_day && month >= 1 && month <= 12 && two_digits(time, 8) == days_in(year, month);
  return year * 12 + month - 1 + (last_day ? 1 : 0);
}

std::string month_text(int month) {
  const std::string number = std::to_string(month % 12 + 1);
  return std::to_string(month / 12) + (number.size() == 1 ? "-0" : "-") + number;
}

void Tally::add(const LineHead& line, std::size_t merchant, int month) {
  ++kinds_[static_cast<std::size_t>(line.kind)];
  if (merchant == no_merchant) return;
  if (merchant >= merchants_.size()) merchants_.resize(merchant + 1);
  Merchant& counted = merchants_[merchant];
  ++counted.records;
  if (!line.outcome) return;
  auto found = std::ranges::find(counted.months, month, &Month::month);
  if (found == counted.months.end()) found = counted.months.insert(found, Month{month, {}});
  ++found->outcomes[static_cast<std::size_t>(*line.outcome)];
}

DayTotals Tally::totals(const MerchantNumbers& numbers) const {
  DayTotals out;
  out.kinds = kinds_;
  for (std::size_t i = 0; i < merchants_.size(); ++i) {
    if (merchants_[i].records == 0) continue;
    DayTotals::Merchant& merchant = out.merchants[numbers.appid(i)];
    merchant.records = merchants_[i].records;
    for (const Month& month : merchants_[i].months) {
      for (std::size_t outcome = 1; outcome < month.outcomes.size(); ++outcome) {
        if (month.outcomes[outcome] == 0) continue;
        merchant.usage[{month_text(month.month), static_cast<Outcome>(outcome)}] = month.outcomes[outcome];
      }
    }
  }
  return out;
}

}  // namespace audit
