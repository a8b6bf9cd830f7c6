// Small files, whole.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace base {

// At most `limit` bytes; Code::io_failed names the path and the reason.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 16U << 20);
// A secret from a file, without the white space around it; Code::io_failed also when the file is empty or
// others than its owner and group may read it.
Result<Secret> read_secret_file(const std::filesystem::path& path);
// Makes a file with the secret and a LF that only its owner may read. Code::already_exists: nothing was
// changed.
Result<> create_secret_file(const std::filesystem::path& path, const Secret& secret);
// Replaces the file in one step (write beside it, then rename).
Result<> write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace base
