#include "simulator/options.hpp"

#include <cstdio>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace simulator {
namespace {

constexpr std::size_t most_threads = 256;

void declare(CLI::App& app, Options& options) {
  app.add_option("--address", options.address, "Address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "Port to listen on, 0 for a free one")->capture_default_str();
  app.add_option("--address-file", options.address_file, "Write {\"url\":…} to this file when ready");
  app.add_option("--threads", options.threads, "Event loops")
      ->check(CLI::Range(std::size_t{1}, most_threads))
      ->capture_default_str();
  app.add_option("--ledger-limit", options.ledger_limit, "Calls that the ledger keeps")
      ->capture_default_str();
  auto* certificate = app.add_option("--tls-certificate", options.tls_certificate, "Certificate chain (PEM)");
  auto* key = app.add_option("--tls-key", options.tls_key, "Private key of the certificate (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  app.add_flag("--demo", options.demo, "Start with a platform, a merchant and the official example");
  app.add_flag("--demo-unauthorized", options.demo_unauthorized,
               "The same with three merchants, none of which has authorised the platform yet");
  app.add_flag("--strict", options.strict, "Refuse and record whatever a careful caller would not send");
  app.set_config("--config", "", "Read options from this file: one `name = value` a line");
  app.allow_config_extras(CLI::config_extras_mode::error);
}

}  // namespace

std::expected<Options, int> parse_options(int argc, const char* const* argv) {
  Options options;
  CLI::App app("Stands in for api.weixin.qq.com. Control API and faults: src/simulator/README.md.",
               "weixin-simulator");
  declare(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success&) {
    std::fputs(app.help().c_str(), stdout);
    return std::unexpected(0);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "weixin-simulator: %s\n", error.what());
    return std::unexpected(2);
  }
  return options;
}

}  // namespace simulator
