#include "cli/filter_options.hpp"

#include <CLI/CLI.hpp>

namespace cli {

void add_filter_options(CLI::App& command, const std::shared_ptr<audit::FilterText>& options) {
  audit::FilterText& to = *options;
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

}  // namespace cli
