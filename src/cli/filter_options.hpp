// The options that name records, for `audit search` and `audit export`.
#pragma once

#include <memory>

#include "audit/filter_text.hpp"

namespace CLI {
class App;
}

namespace cli {

// Adds them but for --from and --to, which commands understand differently, and what only searches know.
void add_filter_options(CLI::App& command, const std::shared_ptr<audit::FilterText>& options);

}  // namespace cli
