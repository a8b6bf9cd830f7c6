#include "audit/product.hpp"

#include "base/text.hpp"

namespace audit {
namespace {

constexpr char product_separator = '\0';

std::string_view as_text(std::string_view part) {
  return base::is_utf8(part) && !part.contains(product_separator) ? part : std::string_view();
}

}  // namespace

std::string product_key(const Product& product) {
  const std::string_view activity = as_text(product.activity_name);
  const std::string_view brand = as_text(product.product_brand);
  const std::string_view title = as_text(product.product_title);
  if (activity.empty() && brand.empty() && title.empty()) return {};
  std::string key;
  key.reserve(activity.size() + brand.size() + title.size() + 2);
  key.append(activity).push_back(product_separator);
  key.append(brand).push_back(product_separator);
  key.append(title);
  return key;
}

Product product_of(std::string_view key) {
  const auto next = [&key] {
    const std::string_view part = key.substr(0, key.find(product_separator));
    key.remove_prefix(part.size() == key.size() ? part.size() : part.size() + 1);
    return std::string(part);
  };
  Product product;
  product.activity_name = next();
  product.product_brand = next();
  product.product_title = next();
  return product;
}

}  // namespace audit
