#include "http/url.hpp"

#include <algorithm>

namespace http {

base::Result<Url> Url::parse(std::string_view url) {
  const bool printable = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
  if (!printable)
    return base::fail(base::Code::invalid_argument, "a URL has printable ASCII and no fragment");
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string_view::npos ? scheme : url.find_first_of("/?", scheme + 3);
  auto origin = Origin::parse(url.substr(0, begin));
  if (!origin) return std::unexpected(origin.error());
  std::string target(begin == std::string_view::npos ? "/" : url.substr(begin));
  if (target.front() == '?') target.insert(0, "/");
  return Url{std::move(*origin), std::move(target)};
}

}  // namespace http
