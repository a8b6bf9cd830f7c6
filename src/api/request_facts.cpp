#include "api/request_facts.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"
#include "query/selector_received.hpp"

namespace api {
namespace {

constexpr std::size_t longest_request_id = 128;

// The header's value when it stands there exactly once.
std::optional<std::string_view> single(const http::Request& request, std::string_view name) {
  if (request.count(name) != 1) return std::nullopt;
  return request.header(name);
}

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::optional<std::string_view> bearer_token(const http::Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const auto value = single(request, "Authorization");
  if (!value || !base::equals_ignoring_case(value->substr(0, scheme.size()), scheme)) return std::nullopt;
  const auto token = base::trimmed(value->substr(scheme.size()));
  if (token.empty()) return std::nullopt;
  return token;
}

base::Result<std::chrono::milliseconds> wanted_timeout(const http::Request& request,
                                                       std::chrono::milliseconds otherwise) {
  constexpr std::uint64_t least = 100;
  constexpr std::uint64_t most = 15'000;
  if (request.count("X-Timeout-Ms") == 0) return otherwise;
  const auto value = single(request, "X-Timeout-Ms");
  const auto wanted = value ? base::parse_uint64(*value) : std::nullopt;
  if (!wanted || *wanted < least || *wanted > most) return base::fail(base::Code::request_malformed);
  return std::chrono::milliseconds(*wanted);
}

std::string client_request_id(const http::Request& request) {
  const auto value = single(request, "X-Request-Id");
  if (!value || value->empty() || value->size() > longest_request_id) return {};
  const bool printable = std::ranges::all_of(*value, [](char c) { return c >= 0x20 && c < 0x7f; });
  return printable && !query::holds_api_key(*value) ? std::string(*value) : std::string();
}

std::string trace_id(const http::Request& request) {
  // 00-<32 hex: trace id>-<16 hex: parent id>-<2 hex: flags>
  constexpr std::size_t length = 55;
  const auto value = single(request, "traceparent");
  if (!value || value->size() < length) return {};
  const auto version = value->substr(0, 2);
  const auto trace = value->substr(3, 32);
  const auto parent = value->substr(36, 16);
  const auto flags = value->substr(53, 2);
  for (const auto part : {version, trace, parent, flags}) {
    if (!is_lower_hex(part)) return {};
  }
  if ((*value)[2] != '-' || (*value)[35] != '-' || (*value)[52] != '-') return {};
  if (version == "ff" || is_zero(trace) || is_zero(parent)) return {};
  // Later versions may add fields behind a dash; version 00 may not.
  if (value->size() > length && (version == "00" || (*value)[length] != '-')) return {};
  return std::string(trace);
}

}  // namespace api
