// The web console's files, held in memory, packed as they were built.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "http/router.hpp"

namespace api {

// Pages have a strict Content-Security-Policy and are asked for anew each time; what stands in /assets has
// its content's hash in its name and may be kept for ever. Shared by whoever serves it, immutable.
class Site {
 public:
  // Reads a folder that was built (src/console/dist): index.html and what it needs, with .br and .gz beside
  // them. Code::config_invalid: it holds no index.html, is larger than 64 MiB, or cannot be read.
  static base::Result<Site> read(const std::filesystem::path& folder);

  // GET for each file, and for every page's path (up to four segments): index.html.
  std::vector<http::Route> routes() const;

 private:
  struct File;
  using Files = std::map<std::string, std::shared_ptr<const File>>;  // by path, from '/' on

  explicit Site(Files files) : files_(std::move(files)) {}

  Files files_;
};

}  // namespace api
