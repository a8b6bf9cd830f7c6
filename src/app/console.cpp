#include "app/console.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "api/console/console_answer.hpp"
#include "app/overview_store.hpp"
#include "app/settings.hpp"
#include "app/version.hpp"

namespace app {
namespace {

constexpr std::size_t console_threads = 2;

db::ExecutorOptions console_work(const Config& config) {
  db::ExecutorOptions options = work_options(config);
  options.connect = connect_options(config, "console");
  options.threads = console_threads;
  return options;
}

audit::ExportSeal seal_of(const Notary& notary) {
  return {notary.signer(), [&notary] { return audit::text_of(notary.witness()); }};
}

}  // namespace

Console::Console(const Config& config, const ConsoleHouse& house, std::shared_ptr<http::TlsServerContext> tls,
                 const api::Site* site)
    : clock_(house.clock),
      database_(console_work(config), house.clock, house.log),
      staff_({std::chrono::ceil<std::chrono::seconds>(config.console.session_idle),
              std::chrono::ceil<std::chrono::seconds>(config.console.session)},
             house.keys, database_, house.clock, house.random),
      programs_(house.keys, database_, house.clock, house.random),
      log_(database_, house.keys, house.clock, house.random),
      chain_(database_, house.clock),
      exports_(seal_of(house.notary), database_, house.keys, house.clock, house.random),
      merchants_(house.keys, database_, house.clock, house.random),
      invitations_(config.platform.public_url, house.keys, database_, house.clock, house.random),
      query_(house.weixin),
      telemetry_(house.metrics, house.log, house.clock),
      service_(house.places, house.tally, house.records, house.tokens, house.merchants, query_, telemetry_,
               query_limits(config), house.clock, house.random),
      gate_(staff_, programs_),
      session_endpoints_(staff_),
      token_endpoints_(programs_),
      overview_endpoints_(overview_sources(config, house), log_, house.metrics, house.clock),
      merchant_endpoints_(merchants_, house.clock),
      invitation_endpoints_(invitations_, house.clock),
      query_endpoints_(
          service_,
          [&directory = house.directory](std::string_view appid) { return directory.merchant(appid); }, log_,
          config.query.deadline),
      audit_endpoints_(log_),
      chain_endpoints_(chain_),
      export_endpoints_(exports_),
      staff_endpoints_(staff_, merchants_),
      router_(routes(site), api::render_console_failure),
      http_metrics_("console", house.metrics),
      server_(std::make_unique<http::Server>(house.loop, console_options(config), router_, std::move(tls),
                                             house.clock, house.random, house.log)) {
  server_->on_served([this](const http::Served& served) { http_metrics_.observe(served); });
}

std::vector<http::Route> Console::routes(const api::Site* site) {
  std::vector<api::ConsoleRoute> all;
  const auto add = [&](std::vector<api::ConsoleRoute> some) {
    std::ranges::move(some, std::back_inserter(all));
  };
  add(session_endpoints_.routes());
  add(token_endpoints_.routes());
  add(overview_endpoints_.routes());
  add(merchant_endpoints_.routes());
  add(invitation_endpoints_.routes());
  add(query_endpoints_.routes());
  add(audit_endpoints_.routes());
  add(chain_endpoints_.routes());
  add(export_endpoints_.routes());
  add(staff_endpoints_.routes());
  auto guarded = gate_.guard(std::move(all));
  if (site != nullptr) std::ranges::move(site->routes(), std::back_inserter(guarded));
  return guarded;
}

api::OverviewSources Console::overview_sources(const Config& config, const ConsoleHouse& house) {
  const auto ask = [this](auto read) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(5)}, std::move(read));
  };
  return {house.facts,
          [ask] { return ask(&instance_facts); },
          [ask] { return ask(&tasks_for_people); },
          config.values,
          house.instance,
          std::string(version)};
}

}  // namespace app
