// How the gateway fares, which instances there are, and how it is set up.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/console/console_gate.hpp"
#include "audit/reading_desk.hpp"
#include "audit/sinks.hpp"
#include "base/metrics.hpp"

namespace api {

struct PlatformFacts {
  std::string state;  // "ready", "no_ticket", "no_component_token", "external"
  std::string appid;
  std::optional<base::WallTime> ticket_received_at;
  std::optional<base::WallTime> ticket_valid_until;
  std::optional<base::WallTime> token_expires_at;
};

// What this process knows without asking anybody.
struct HouseFacts {
  std::vector<std::pair<std::string, std::size_t>> tokens;  // merchants by the health of their tokens
  PlatformFacts platform;
  audit::WitnessState witness;
};

struct InstanceFacts {
  std::string id;
  std::string host;
  base::WallTime started_at;
  base::WallTime seen_at;
  std::vector<std::uint32_t> master_keys;
};

// What needs a person; `kind` is one of the document's.
struct Task {
  std::string kind;
  std::string merchant;  // appid
  std::string name;
  std::string detail;
};

struct OverviewSources {
  std::function<HouseFacts()> house;
  std::function<base::Awaitable<base::Result<std::vector<InstanceFacts>>>()> instances;
  std::function<base::Awaitable<base::Result<std::vector<Task>>>()> tasks;
  const std::map<std::string, std::string>& settings;  // without secrets
  std::string instance;                                // this one
  std::string version;
};

// GET /api/v1/overview, /api/v1/instances, /api/v1/settings.
class OverviewEndpoints {
 public:
  OverviewEndpoints(OverviewSources sources, audit::ReadingDesk& log, const base::Metrics& metrics,
                    const base::Clock& clock)
      : sources_(std::move(sources)), log_(log), metrics_(metrics), clock_(clock) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> overview(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> instances(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> settings(const http::Request& request, const Visitor& visitor);
  std::string instances_json(const std::vector<InstanceFacts>& instances) const;
  std::string latency_json() const;
  std::string errcodes_json() const;

  const OverviewSources sources_;
  audit::ReadingDesk& log_;
  const base::Metrics& metrics_;
  const base::Clock& clock_;
};

}  // namespace api
