#include "query/selector.hpp"

#include <array>
#include <utility>

#include "query/selector_problem.hpp"
#include "query/selector_reader.hpp"
#include "query/selector_received.hpp"
#include "query/selector_values.hpp"

namespace query {
namespace {

// What the members name, each judged by itself.
struct NamedSelector {
  std::optional<std::uint64_t> application_id;
  std::optional<std::uint64_t> code_index;
  std::optional<std::string> code_url;
  std::optional<std::string> code;
};

std::expected<NamedSelector, SelectorProblem> read_values(const SelectorMembers& members, Reading reading) {
  const auto [application_id, code_index, code_url, code] = members.in_order();
  auto application = read_id(application_id, reading);
  if (!application) return std::unexpected(std::move(application.error()));
  auto index = read_id(code_index, reading);
  if (!index) return std::unexpected(std::move(index.error()));
  auto url = read_code_url(code_url, reading);
  if (!url) return std::unexpected(std::move(url.error()));
  auto raw = read_code(code, reading);
  if (!raw) return std::unexpected(std::move(raw.error()));
  return NamedSelector{*application, *index, std::move(*url), std::move(*raw)};
}

// Exactly one way of naming a code, whole.
std::expected<weixin::Selector, SelectorProblem> choose(const NamedSelector& named) {
  const bool by_index = named.application_id || named.code_index;
  const int ways = (by_index ? 1 : 0) + (named.code_url ? 1 : 0) + (named.code ? 1 : 0);
  if (ways == 0) return std::unexpected(no_selector());
  if (ways > 1) return std::unexpected(several_selectors(named.code ? "code" : "code_url"));
  if (named.code) return weixin::ByCode{*named.code};
  if (named.code_url) return weixin::ByUrl{*named.code_url};
  if (!named.code_index) return std::unexpected(index_missing());
  if (!named.application_id) return std::unexpected(application_missing());
  return weixin::ByIndex{*named.application_id, *named.code_index};
}

std::unexpected<SelectorProblem> refused(SelectorProblem problem, std::string received) {
  problem.received = std::move(received);
  return std::unexpected(std::move(problem));
}

}  // namespace

std::expected<ParsedSelector, SelectorProblem> parse_selector(std::string_view body, Reading reading) {
  if (body.empty()) return refused(empty_body(), body_digest(body));
  if (body.size() > longest_body) return refused(body_too_long(), body_digest(body));

  const auto members = read_members(body, reading == Reading::native);
  if (!members) return refused(unreadable(members.error(), body), body_digest(body));
  std::string received = received_members(*members, body);

  auto named = read_values(*members, reading);
  if (!named) return refused(std::move(named.error()), std::move(received));
  auto selector = choose(*named);
  if (!selector) return refused(std::move(selector.error()), std::move(received));

  audit::SelectorIndex index{.application_id = named->application_id,
                             .code_index = named->code_index,
                             .code = std::move(named->code).value_or(""),
                             .code_url = std::move(named->code_url).value_or("")};
  return ParsedSelector{std::move(*selector), std::move(index), std::move(received)};
}

}  // namespace query
