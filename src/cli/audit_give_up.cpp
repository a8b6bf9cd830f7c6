// audit give-up: a damaged stream no longer holds up the manifests.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/checkpoint.hpp"
#include "audit/give_up_store.hpp"
#include "cli/audit_leaving.hpp"

namespace cli {
namespace {

struct GiveUpOptions {
  std::string stream;
  std::string reason;
};

base::Result<> give_up(Context& context, const GiveUpOptions& options) {
  const auto stream = audit::parse_stream(options.stream);
  if (stream <= 0) {
    return base::fail(base::Code::invalid_argument, "a stream is named by 16 hexadecimal digits");
  }
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto given_up = audit::give_up(**database, *hand, stream, options.reason);
  if (!given_up) return std::unexpected(given_up.error());
  std::cerr << "stream " << options.stream << " is given up: the manifest of " << given_up->day
            << " will list it as damaged, with the " << given_up->signed_size
            << " records that its newest checkpoint proves\n";
  return {};
}

}  // namespace

void add_audit_give_up(CLI::App& audit, Context& context, Command& chosen) {
  const auto options = std::make_shared<GiveUpOptions>();
  auto& command = add_command(audit, "give-up",
                              "Let the manifests go on past a damaged stream, which they then list as such",
                              chosen, [&context, options] { return give_up(context, *options); });
  command.add_option("stream,--stream", options->stream, "Its id, 16 hexadecimal digits")->required();
  command.add_option("--reason", options->reason, "Stands in the log")->required();
}

}  // namespace cli
