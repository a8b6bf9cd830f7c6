#include "cli/filter_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <CLI/CLI.hpp>

#include "base/address.hpp"
#include "base/text.hpp"

namespace cli {
namespace {

using base::Code;
using base::fail;
using base::Result;

template <class T, std::size_t size>
Result<T> named(const std::array<T, size>& all, const std::string& text, const char* option) {
  std::string names;
  for (const T value : all) {
    if (audit::name(value) == text) return value;
    if (!names.empty()) names += ", ";
    names += audit::name(value);
  }
  return fail(Code::invalid_argument, std::string(option) + " is one of " + names);
}

constexpr std::array kinds{audit::Kind::query, audit::Kind::authorization, audit::Kind::admin,
                           audit::Kind::access, audit::Kind::system};
constexpr std::array dialects{audit::Dialect::native, audit::Dialect::compatible, audit::Dialect::console};
constexpr std::array outcomes{audit::Outcome::active,   audit::Outcome::inactive,
                              audit::Outcome::refused,  audit::Outcome::upstream_error,
                              audit::Outcome::not_sent, audit::Outcome::unknown};

template <class T, std::size_t size>
Result<> all_named(const std::array<T, size>& known, const std::vector<std::string>& texts,
                   const char* option, std::vector<T>& out) {
  for (const std::string& text : texts) {
    const auto value = named(known, text, option);
    if (!value) return std::unexpected(value.error());
    out.push_back(*value);
  }
  return {};
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !std::string_view("0123456789abcdefABCDEF").contains(text[i])) return false;
  }
  return true;
}

Result<> parse_application(const FilterOptions& options, audit::Filter& filter) {
  if (options.application.empty()) {
    if (options.index.empty()) return {};
    return fail(Code::invalid_argument, "--index goes with --application");
  }
  filter.application_id = base::parse_uint64(options.application);
  if (!filter.application_id) return fail(Code::invalid_argument, "--application is a number up to 2^64-1");
  if (options.index.empty()) return {};
  const auto dots = options.index.find("..");
  filter.first_index = base::parse_uint64(options.index.substr(0, dots));
  filter.last_index =
      dots == std::string::npos ? filter.first_index : base::parse_uint64(options.index.substr(dots + 2));
  if (!filter.first_index || !filter.last_index || *filter.last_index < *filter.first_index)
    return fail(Code::invalid_argument, "--index is a number or FIRST..LAST");
  return {};
}

Result<> parse_values(const FilterOptions& options, audit::Filter& filter) {
  if (!options.client.empty() && !base::Cidr::parse(options.client) && !base::parse_address(options.client))
    return fail(Code::invalid_argument, "--client is an address or a CIDR range");
  if (!options.request.empty() && !is_uuid(options.request))
    return fail(Code::invalid_argument, "--request is an X-Request-Id");
  if (!options.errcode.empty()) {
    std::int64_t errcode = 0;
    const char* const end = options.errcode.data() + options.errcode.size();
    const auto [stop, error] = std::from_chars(options.errcode.data(), end, errcode);
    if (error != std::errc() || stop != end) return fail(Code::invalid_argument, "--errcode is a number");
    filter.errcode = errcode;
  }
  return {};
}

}  // namespace

void add_filter_options(CLI::App& command, const std::shared_ptr<FilterOptions>& options) {
  FilterOptions& to = *options;
  command.add_option("--merchant", to.merchant, "The merchant's appid");
  command.add_option("--key", to.key, "The id of an API key: the 12 characters after mk_");
  command.add_option("--client", to.client, "The client's address, or a CIDR range");
  command.add_option("--kind", to.kinds, "query, authorization, admin, access or system; several times")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--dialect", to.dialect, "native, compatible or console");
  command
      .add_option("--outcome", to.outcomes,
                  "active, inactive, refused, upstream_error, not_sent or unknown; several times")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--refusal", to.refusal, "Our code, such as rate_limited");
  command.add_option("--errcode", to.errcode, "WeChat's errcode");
  command.add_option("--rid", to.rid, "WeChat's rid");
  command.add_option("--request", to.request, "An X-Request-Id");
  command.add_option("--code", to.code, "The raw code");
  command.add_option("--code-url", to.code_url, "What the QR code says");
  command.add_option("--application", to.application, "The application's id");
  command.add_option("--index", to.index, "With --application: a code's index, or FIRST..LAST");
}

Result<audit::Filter> parse_filter(const FilterOptions& options) {
  audit::Filter filter;
  filter.merchant = options.merchant;
  filter.key_id = options.key;
  filter.client = options.client;
  filter.reason = options.refusal;
  filter.rid = options.rid;
  filter.request_id = options.request;
  filter.code = options.code;
  filter.code_url = options.code_url;
  if (auto good = all_named(kinds, options.kinds, "--kind", filter.kinds); !good)
    return std::unexpected(good.error());
  if (auto good = all_named(outcomes, options.outcomes, "--outcome", filter.outcomes); !good)
    return std::unexpected(good.error());
  if (!options.dialect.empty()) {
    const auto dialect = named(dialects, options.dialect, "--dialect");
    if (!dialect) return std::unexpected(dialect.error());
    filter.dialect = *dialect;
  }
  if (auto good = parse_values(options, filter); !good) return std::unexpected(good.error());
  if (auto good = parse_application(options, filter); !good) return std::unexpected(good.error());
  return filter;
}

}  // namespace cli
