#include "http/message.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus { itself, blank };  // blank: as HTML forms encode it

// Nothing when a '%' is not followed by two hex digits.
std::optional<std::string> decoded(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  return out;
}

struct Parameter {
  std::optional<std::string> name;  // nothing when it cannot be decoded
  std::string_view value;           // as it stands
};

// Takes the first pair off the front of a query string.
Parameter take_parameter(std::string_view& query) {
  const auto end = query.find('&');
  const auto pair = query.substr(0, end);
  query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  const auto equals = pair.find('=');
  const auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
  return {pair.empty() ? std::nullopt : decoded(pair.substr(0, equals), Plus::blank), value};
}

}  // namespace

std::string_view to_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
  }
  return "GET";
}

std::string_view Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const Header& header) { return base::equals_ignoring_case(header.name, name); });
  return found == headers.end() ? std::string_view() : found->value;
}

std::size_t Request::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers, [&](const Header& header) { return base::equals_ignoring_case(header.name, name); }));
}

std::optional<std::string> path_parameter(const Request& request, std::size_t n) {
  return decoded(request.parameters.at(n), Plus::itself);
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  std::optional<std::string_view> raw;
  while (!query.empty()) {
    const auto [found, value] = take_parameter(query);
    if (found != name) continue;
    if (raw) return std::nullopt;
    raw = value;
  }
  return raw ? decoded(*raw, Plus::blank) : std::nullopt;
}

std::size_t count_query_parameters(std::string_view query, std::string_view name) {
  std::size_t count = 0;
  while (!query.empty()) {
    if (take_parameter(query).name == name) ++count;
  }
  return count;
}

}  // namespace http
