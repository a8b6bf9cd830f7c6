// Counts lines as the daily manifests count them: by kind, and by merchant, month and outcome.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "audit/line_head.hpp"
#include "audit/signed_manifest.hpp"

namespace audit {

// Small numbers for the appids that occur, so that the rest can be counted in vectors.
class MerchantNumbers {
 public:
  std::size_t of(std::string_view appid);
  const std::string& appid(std::size_t number) const { return appids_[number]; }
  std::size_t size() const { return appids_.size(); }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> numbers_;
  std::vector<std::string> appids_;
};

// The month in Asia/Shanghai (UTC+8 without summer time), as year * 12 + month - 1, of a time that has the
// form of base::to_rfc3339.
int shanghai_month(std::string_view time);
// "2026-11".
std::string month_text(int month);

class Tally {
 public:
  static constexpr std::size_t no_merchant = static_cast<std::size_t>(-1);

  // `month`: shanghai_month() of its time.
  void add(const LineHead& line, std::size_t merchant, int month);
  DayTotals totals(const MerchantNumbers& numbers) const;

 private:
  struct Month {
    int month = 0;
    std::array<std::int64_t, 7> outcomes{};
  };
  struct Merchant {
    std::int64_t records = 0;
    std::vector<Month> months;
  };
  std::array<std::int64_t, 6> kinds_{};
  std::vector<Merchant> merchants_;
};

}  // namespace audit
