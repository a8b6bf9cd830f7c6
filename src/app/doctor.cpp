#include "app/doctor.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "app/migrations.hpp"
#include "app/settings.hpp"
#include "app/token_source.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/migrate.hpp"
#include "http/url.hpp"
#include "platform/component_token.hpp"
#include "platform/weixin_calls.hpp"
#include "weixin/push.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;
using platform::DoctorFinding;
using platform::Mark;

constexpr auto call_limit = 10s;
constexpr auto doctor_patience = 2s;

db::ExecutorOptions doctor_executor_options(const Config& config) {
  db::ExecutorOptions options;
  options.connect = connect_options(config, "doctor");
  options.threads = 1;
  return options;
}

// The part of a gateway that asks WeChat, and a client that comes from outside as WeChat does.
class Visit {
 public:
  Visit(boost::asio::io_context& io, const Config& config, const crypto::KeyRing& keys,
        const std::string& public_url, std::shared_ptr<http::TlsClientContext> tls,
        std::unique_ptr<TokenCentre> centre, const base::Clock& clock, base::Random& random)
      : config_(config),
        public_url_(public_url),
        clock_(clock),
        random_(random),
        database_(doctor_executor_options(config), clock, log_),
        client_(io, client_options(config), tls, clock),
        outside_(io, {}, std::move(tls), clock),
        api_(client_, *http::Origin::parse(config.weixin.url), clock),
        component_calls_(api_),
        component_(
            io, {config.platform.component_appid, config.platform.component_secret},
            desk_options(config, "doctor-" + base::to_hex(base::make_sortable_id(clock.wall(), random))),
            keys, database_, component_calls_, clock, random, metrics_, log_),
        centre_(std::move(centre)) {}

  base::Result<> load() {
    return database_.run_blocking(
        deadline(), [this](db::Connection& connection) { return component_.load_changes(connection, 0); });
  }

  base::Awaitable<void> run(const platform::DoctorFacts& facts) {
    tokens::ComponentTokens& source = centre_ ? centre_->component() : component_;
    auto token = co_await source.component_token(deadline());
    if (token) {
      co_await ask_weixin(token->text, facts);
    } else {
      const std::string why = token.error().detail + " (" + token.error().cause + ")";
      findings.push_back({"component token", Mark::fail, why, "see the ticket and the egress address"});
      findings.push_back(platform::judge_address(std::nullopt, "", facts));
      const bool refused = token.error().code == base::Code::provider_address_not_allowed;
      if (refused) findings.back() = platform::judge_address(61004, token.error().cause, facts);
    }
    findings.push_back(platform::judge_permissions(facts));
    findings.push_back(platform::judge_kinds(facts));
    findings.push_back(platform::judge_tokens(facts));
    if (public_url_.empty()) {
      findings.push_back({"callback", Mark::warn, "not looked at", "give --public-url https://host"});
    } else {
      findings.push_back(platform::judge_public_url(public_url_));
      co_await push_to_myself();
      findings.push_back(platform::judge_domain(public_url_));
    }
    if (token) co_await ask_about_callback(token->text);
  }

  void end() {
    component_.stop(doctor_patience, [this] {
      client_.close();
      outside_.close();
      if (centre_) centre_->close();
    });
  }

  std::vector<DoctorFinding> findings;

 private:
  base::Deadline deadline() const { return {clock_.steady() + call_limit}; }

  base::Awaitable<void> ask_weixin(const base::Secret& token, const platform::DoctorFacts& facts) {
    const auto before = clock_.wall();
    const auto answer =
        co_await api_.authorizer_list(token, config_.platform.component_appid, 0, 1, deadline());
    const auto after = clock_.wall();
    const auto errcode = answer.call.answered() ? answer.call.errcode : std::nullopt;
    if (const auto date = platform::read_http_date(answer.call.date)) {
      // The header's whole second is over by half of one on average.
      const auto told = *date + 500ms;
      findings.push_back(platform::judge_clock("clock of WeChat", std::clamp(told, before, after), told));
    } else {
      findings.push_back({"clock of WeChat", Mark::warn, "it told no time", ""});
    }
    findings.push_back(platform::judge_component_call(errcode, answer.call.failure));
    findings.push_back(platform::judge_address(errcode, answer.call.errmsg, facts));
  }

  // As WeChat would: an event that no gateway knows, signed and encrypted.
  base::Awaitable<void> push_to_myself() {
    const auto messages = message_crypto(config_);
    const auto url = http::Url::parse(public_url_);
    if (!messages || !url) {
      findings.push_back({"callback", Mark::fail, messages ? "no URL" : "pushes are not served",
                          "set platform.push_token and platform.encoding_aes_key"});
      co_return;
    }
    const auto seconds = std::chrono::floor<std::chrono::seconds>(clock_.wall().time_since_epoch()).count();
    const std::string time = std::to_string(seconds);
    const std::string nonce = "100000001";
    const std::string appid = config_.platform.component_appid;
    const std::string sealed = messages->seal("<xml><AppId>" + appid + "</AppId><CreateTime>" + time +
                                                  "</CreateTime><InfoType>marketcode_doctor</InfoType></xml>",
                                              false, random_);
    const std::string base = url->target.ends_with('/') ? url->target : url->target + "/";
    const std::string target = base + "weixin/events?timestamp=" + time + "&nonce=" + nonce +
                               "&encrypt_type=aes&msg_signature=" + messages->sign(time, nonce, sealed);
    const std::string body = "<xml><AppId>" + appid + "</AppId><Encrypt>" + sealed + "</Encrypt></xml>";
    http::OutgoingRequest request;
    request.target = target;
    request.content_type = "text/xml";
    request.body = body;
    const auto exchange = co_await outside_.send(url->origin, request, deadline());
    findings.push_back(exchange.result
                           ? platform::judge_callback(exchange.result->status, exchange.result->body, "")
                           : platform::judge_callback(0, "", http::name(exchange.fault)));
  }

  base::Awaitable<void> ask_about_callback(const base::Secret& token) {
    const auto addresses = co_await api_.callback_addresses(token, deadline());
    if (addresses.call.succeeded()) {
      findings.push_back({"push sources", Mark::ok,
                          std::to_string(addresses.addresses.size()) + " addresses of WeChat's push",
                          "a firewall must let them in; they change: getcallbackip lists them"});
    } else {
      findings.push_back(not_told("push sources", addresses.call));
    }
    const auto check = co_await api_.callback_check(token, deadline());
    if (!check.call.succeeded()) {
      findings.push_back(not_told("reached by WeChat", check.call));
      co_return;
    }
    DoctorFinding finding{
        "reached by WeChat", Mark::ok,
        std::to_string(check.probes) + " probes, " + std::to_string(check.lossy) + " with losses", ""};
    if (check.lossy > 0) {
      finding.mark = Mark::warn;
      finding.advice =
          "packets between WeChat and the callback's address are lost: ask the network's operator";
    }
    findings.push_back(std::move(finding));
  }

  static DoctorFinding not_told(std::string check, const weixin::Call& call) {
    const std::string why = call.answered() && call.errcode ? "errcode " + std::to_string(*call.errcode)
                                                            : "no answer: " + call.failure;
    return {std::move(check), Mark::warn, "WeChat does not tell: " + why, ""};
  }

  const Config& config_;
  const std::string public_url_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log log_{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics_;
  db::Executor database_;
  http::Client client_;
  http::Client outside_;
  weixin::Api api_;
  platform::WeixinComponentCalls component_calls_;
  platform::ComponentToken component_;
  std::unique_ptr<TokenCentre> centre_;  // null: WeChat is asked
};

DoctorFinding failed(std::string check, const base::Error& error, std::string advice) {
  std::string what = error.detail.empty() ? std::string(base::name(error.code)) : error.detail;
  if (!error.cause.empty()) what += ": " + error.cause;
  return {std::move(check), Mark::fail, std::move(what), std::move(advice)};
}

base::Result<platform::DoctorFacts> look_at_database(const Config& config) {
  const auto connection = db::Connection::open(connect_options(config, "doctor"));
  if (!connection) return std::unexpected(connection.error());
  if (const auto checked = db::check_database(**connection, migrations()); !checked) {
    return std::unexpected(checked.error());
  }
  return platform::read_doctor_facts(**connection);
}

}  // namespace

std::vector<DoctorFinding> examine(const Config& config, const crypto::KeyRing& keys,
                                   const std::string& public_url, const base::Clock& clock,
                                   base::Random& random) {
  std::vector<DoctorFinding> findings;
  const auto before = clock.wall();
  const auto facts = look_at_database(config);
  const auto after = clock.wall();
  if (!facts) {
    findings.push_back(failed("database", facts.error(), "see database.url, and run migrate"));
    return findings;
  }
  findings.push_back({"database", Mark::ok, "answers, with the schema of this version", ""});
  findings.push_back(platform::judge_clock(
      "clock of the database", std::clamp(facts->database_time, before, after), facts->database_time));
  const bool external = !config.tokens.external_url.empty();
  if (!external) findings.push_back(platform::judge_ticket(facts->ticket_received_at, facts->database_time));

  boost::asio::io_context io(1);
  auto tls = client_tls(config);
  auto centre = TokenCentre::make(config, io, clock);
  if (!tls || !centre) {
    findings.push_back(
        failed("certificates", tls ? centre.error() : tls.error(), "see the ca_file settings"));
    return findings;
  }
  Visit visit(io, config, keys, public_url, std::move(*tls), std::move(*centre), clock, random);
  if (const auto loaded = visit.load(); !loaded) {
    findings.push_back(failed("platform", loaded.error(), "see platform.component_appid"));
    return findings;
  }
  auto job = visit.run(*facts);
  boost::asio::co_spawn(io, std::move(job), [&visit](const std::exception_ptr& thrown) {
    if (thrown) visit.findings.push_back({"doctor", Mark::fail, "it broke off", ""});
    visit.end();
  });
  io.run();  // ends when nothing is left to do
  std::ranges::move(visit.findings, std::back_inserter(findings));
  return findings;
}

}  // namespace app
