// The row that does for scripts what a person does on the authorisation page.
#include <nlohmann/json.hpp>

#include "simulator/authorization.hpp"
#include "simulator/control_support.hpp"

namespace simulator::control {
namespace {

using nlohmann::json;

constexpr std::string_view page_paths[] = {"/cgi-bin/componentloginpage", "/wxaopen/safe/bindcomponent",
                                           "/safe/bindcomponent"};

struct Asked {
  AuthorizationRequest request;
  std::string entry;  // host
  std::string appid;
  std::vector<int> sets;
};

// The query of a URL of the authorisation page, wherever it is served.
std::optional<std::string> page_query(const std::string& url) {
  const std::size_t mark = url.find('?');
  if (mark == std::string::npos) return std::nullopt;
  for (const std::string_view path : page_paths) {
    if (url.substr(0, mark).ends_with(path)) return url.substr(mark + 1);
  }
  return std::nullopt;
}

base::Result<Asked> read_consent(const World& world, const json& body) {
  Asked asked;
  std::string url;
  std::string referer;
  ObjectReader reader(body);
  reader.text("url", url).text("referer", referer).text("appid", asked.appid);
  const auto query = page_query(url);
  if (!query) reader.wrong("url");
  asked.request = read_authorization(query.value_or(""));
  for (const auto& [id, name] : offered_sets(asked.request)) {
    asked.sets.push_back(id);
  }
  const auto accounts = selectable_accounts(world, asked.request);
  if (asked.appid.empty() && accounts.size() == 1) asked.appid = accounts.front()->appid;
  read_permission_sets(reader, asked.sets);
  if (auto read = reader.finish(); !read) return std::unexpected(read.error());
  asked.entry = host_of_url(referer);
  return asked;
}

}  // namespace

Answer consent(Simulator& simulator, const ControlCall& call) {
  auto consent = simulator.locked([&](Simulator::State& state, base::WallTime now) -> base::Result<Consent> {
    const auto asked = read_consent(state.world, call.body);
    if (!asked) return std::unexpected(asked.error());
    if (const auto refusal = refuse_authorization(state.world, asked->request, asked->entry, now)) {
      return base::fail(base::Code::conflict, *refusal);
    }
    return give_consent(state.world, asked->request, asked->appid, asked->sets, now);
  });
  if (!consent) return std::unexpected(consent.error());
  const json redirect = consent->redirect.empty() ? json() : json(consent->redirect);
  ControlAnswer answer{.body = json{{"redirect", redirect}}.dump() + "\n"};
  answer.pushes = std::move(consent->before);
  answer.later_pushes = std::move(consent->after);
  return answer;
}

}  // namespace simulator::control
