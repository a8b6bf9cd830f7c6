// Reading and writing files that may be packed with gzip or Zstandard, in bounded memory.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace base {

enum class Packing { none, gzip, zstd };

// By the end of a file's name: ".gz", ".zst", anything else.
Packing packing_of(const std::filesystem::path& path);

// Reads a file, or standard input for "-"; unpacks it when its first bytes say that it is packed, also when
// it is several packed files one after the other.
class PackedReader {
 public:
  static Result<PackedReader> open(const std::filesystem::path& path);
  PackedReader(PackedReader&&) noexcept;
  PackedReader& operator=(PackedReader&&) noexcept;
  ~PackedReader();

  // How many bytes were read; 0 at the end, unless `into` is empty. Errors name the path. Code::io_failed: it
  // cannot be read; Code::invalid_argument: what was packed is cut or damaged.
  Result<std::size_t> read(std::span<char> into);
  // Whether that is all that was read so far and how much of the file (of its packed bytes); the whole is
  // nothing for standard input.
  std::uint64_t consumed() const;
  std::optional<std::uint64_t> size() const;

 private:
  struct Impl;
  explicit PackedReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Packs what is written and hands it on in pieces.
class PackedWriter {
 public:
  using Sink = std::function<Result<>(std::string_view)>;
  PackedWriter(Packing packing, Sink sink);
  PackedWriter(PackedWriter&&) noexcept;
  PackedWriter& operator=(PackedWriter&&) noexcept;
  ~PackedWriter();

  // Failures are the sink's.
  Result<> write(std::string_view bytes);
  // Hands on what is still held back, so that everything written so far can be read.
  Result<> flush();
  // Writes the end; nothing may be written afterwards.
  Result<> finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Takes lines from a reader, in memory bounded by the longest line that is allowed.
class LineReader {
 public:
  LineReader(PackedReader reader, std::size_t longest);

  // The next line without its LF, valid until the next call; nothing at the end. A last line without LF is
  // told by torn(). Errors are the reader's; Code::invalid_argument also when a line is longer than allowed.
  Result<std::optional<std::string_view>> next();
  bool torn() const { return torn_; }
  const PackedReader& reader() const { return reader_; }

 private:
  void make_room();

  PackedReader reader_;
  std::size_t longest_;
  std::size_t size_;  // of the buffer
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t searched_ = 0;
  bool over_ = false;
  bool torn_ = false;
};

}  // namespace base
