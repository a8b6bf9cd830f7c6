// The file of an export while it grows: FILE.part, and beside it FILE.part.json, which tells how far it is
// whole.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "audit/export.hpp"
#include "base/error.hpp"
#include "base/packed.hpp"

namespace cli {

class ExportFile {
 public:
  // "-" is standard output: nothing is kept of it. Code::already_exists when `path` is there, or a part of it
  // that may be resumed.
  static base::Result<ExportFile> create(const std::filesystem::path& path);

  struct Resumed;
  // Goes on where FILE.part.json says that all is whole: what is there is read and hashed anew, the rest is
  // cut off. Code::conflict when the part is of another question than `filter_json` and these days.
  static base::Result<Resumed> resume(const std::filesystem::path& path, const audit::ExportPlan& asked);

  ExportFile(ExportFile&& other) noexcept;
  ExportFile& operator=(ExportFile&&) = delete;
  ~ExportFile();

  base::Result<> write(std::string_view bytes);
  // Now and then, so that little is lost: ends what is packed so far, makes it durable and notes the
  // position.
  base::Result<> keep(const audit::LogExport& log);
  // Makes the file durable under its name.
  base::Result<> finish();

 private:
  ExportFile(std::filesystem::path path, int file, std::uint64_t size);
  base::Result<> put(std::string_view bytes);
  base::PackedWriter writer();

  std::filesystem::path path_;
  int file_;
  std::uint64_t size_;  // packed bytes
  std::optional<base::PackedWriter> packing_;
};

struct ExportFile::Resumed {
  ExportFile file;
  audit::LogExport log;
};

}  // namespace cli
