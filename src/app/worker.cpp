#include "app/worker.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "api/public/compatible_failure.hpp"

namespace app {
namespace {

std::optional<api::WeixinPushes> make_pushes(const SharedParts& shared) {
  if (shared.pushes == nullptr) return std::nullopt;
  return std::optional<api::WeixinPushes>(std::in_place, *shared.pushes, shared.events);
}

std::optional<api::AuthorizeSite> make_authorize(const SharedParts& shared) {
  if (shared.authorization == nullptr) return std::nullopt;
  return std::optional<api::AuthorizeSite>(std::in_place, *shared.authorization, shared.clock, shared.events);
}

std::optional<api::AuditNotes> make_notes(const SharedParts& shared) {
  if (shared.notes == nullptr) return std::nullopt;
  return std::optional<api::AuditNotes>(std::in_place, *shared.notes);
}

std::vector<http::Route> joined(std::initializer_list<std::vector<http::Route>> parts) {
  std::vector<http::Route> all;
  for (const auto& part : parts) {
    std::ranges::copy(part, std::back_inserter(all));
  }
  return all;
}

}  // namespace

Worker::Worker(Loop& loop, const WorkerParts& parts, const SharedParts& shared)
    : loop_(loop),
      client_(loop.io(), parts.client, parts.client_tls, shared.clock),
      api_(client_, parts.weixin, shared.clock),
      query_(api_),
      telemetry_(shared.metrics, shared.events, shared.clock),
      service_(shared.places, shared.tally, shared.log, shared.tokens, shared.merchants, query_, telemetry_,
               parts.limits, shared.clock, shared.random),
      native_(parts.native, shared.gate, service_, shared.tally, shared.token_states, shared.clock,
              shared.metrics),
      compatible_(parts.compatible, shared.desk, service_, shared.tally, shared.metrics),
      pushes_(make_pushes(shared)),
      authorize_(make_authorize(shared)),
      notes_(make_notes(shared)),
      receipts_(shared.gate, shared.tally, shared.receipts, shared.metrics),
      router_(joined({native_.routes(), compatible_.routes(), receipts_.routes(),
                      pushes_ ? pushes_->routes() : std::vector<http::Route>(),
                      authorize_ ? authorize_->routes() : std::vector<http::Route>(),
                      notes_ ? notes_->routes() : std::vector<http::Route>()}),
              api::render_public_failure),
      metrics_("public", shared.metrics),
      server_(loop.io(), parts.server, router_, parts.server_tls, shared.clock, shared.random,
              shared.events) {
  server_.on_served([this](const http::Served& served) { metrics_.observe(served); });
}

void Worker::change(const WorkerLimits& limits) {
  server_.set_limits(limits.server, limits.trusted_proxies);
  service_.set_limits(limits.query);
  native_.set_options(limits.native);
  compatible_.set_options(limits.compatible);
}

}  // namespace app
