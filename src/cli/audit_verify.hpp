// What the two ways of `audit verify` share: from files and from the database.
#pragma once

#include <string>
#include <vector>

#include "audit/evidence.hpp"
#include "audit/findings.hpp"
#include "audit/verifier.hpp"
#include "base/error.hpp"

namespace cli {

class Context;

struct VerifyOptions {
  std::vector<std::string> exports;
  std::vector<std::string> checkpoints;
  std::vector<std::string> manifests;
  std::vector<std::string> keys;
  std::vector<std::string> bundles;
  bool database = false;
  std::string day;     // of --database
  std::string stream;  // of --database
  std::string reason;  // of --database
  bool progress = false;
  bool json = false;
};

// Reads the files of --key. Code::invalid_argument when they hold no key.
base::Result<> trust_keys(const VerifyOptions& options, audit::Evidence& evidence);
// Reads the files of --manifest and --checkpoints.
base::Result<> read_note_files(const VerifyOptions& options, audit::Evidence& evidence);
// The whole of `audit verify --database`.
base::Result<> verify_live(Context& context, const VerifyOptions& options);
// Prints the report, with what was read of the log unless !log; fails when something was found.
base::Result<> conclude(const VerifyOptions& options, const audit::VerifyReport& report,
                        const audit::Findings& findings, bool log);

}  // namespace cli
