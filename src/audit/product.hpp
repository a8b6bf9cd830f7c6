// What a code was activated for, as the log is searched by it.
#pragma once

#include <string>
#include <string_view>

namespace audit {

// As WeChat told it (weixin-protocol, section 6.5); what it left out is empty.
struct Product {
  std::string activity_name;
  std::string product_brand;
  std::string product_title;

  bool operator==(const Product&) const = default;
};

// One text for the three of them, NUL between, and back; empty when all are. What is not UTF-8 or holds NUL
// counts as left out.
std::string product_key(const Product& product);
Product product_of(std::string_view key);

}  // namespace audit
