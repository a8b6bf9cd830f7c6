#include "base/packed.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace base {
namespace {

constexpr std::size_t piece = 128 * 1024;
constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd";
// Lines of the log come out as small as by the usual level 3, in half the time, and are unpacked faster.
constexpr int zstd_level = 1;
// A frame may ask for no more memory than this to be unpacked.
constexpr int zstd_window_log = 27;

unsigned char* raw(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

class Descriptor {
 public:
  explicit Descriptor(int fd, bool owned) : fd_(fd), owned_(owned) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)), owned_(other.owned_) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (owned_ && fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
  bool owned_;
};

}  // namespace

Packing packing_of(const std::filesystem::path& path) {
  const auto extension = path.extension();
  if (extension == ".gz") return Packing::gzip;
  if (extension == ".zst") return Packing::zstd;
  return Packing::none;
}

struct PackedReader::Impl {
  Impl(std::string what, Descriptor opened, std::optional<std::uint64_t> whole)
      : name(std::move(what)), file(std::move(opened)), size(whole), input(piece, '\0') {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (packing == Packing::gzip) inflateEnd(&inflater);
    ZSTD_freeDCtx(unzstd);
  }

  std::unexpected<Error> failed(const std::string& why) const {
    return fail(Code::io_failed, name + ": " + why);
  }
  std::unexpected<Error> damaged(const std::string& what) const {
    return fail(Code::invalid_argument, name + ": " + what);
  }

  // More packed bytes behind those that are left; false at the end of the file.
  Result<bool> fill() {
    if (at > 0) {
      std::copy(input.begin() + static_cast<std::ptrdiff_t>(at),
                input.begin() + static_cast<std::ptrdiff_t>(held), input.begin());
      held -= at;
      at = 0;
    }
    if (held == input.size()) return true;
    const auto got = read_file(std::span(input).subspan(held));
    if (!got) return std::unexpected(got.error());
    held += *got;
    return *got > 0;
  }

  Result<std::size_t> read_file(std::span<char> into) {
    while (true) {
      const ssize_t got = ::read(file.get(), into.data(), into.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed(std::strerror(errno));
      consumed += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }

  Result<> begin() {
    while (held < zstd_magic.size()) {
      const auto more = fill();
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
    }
    const std::string_view first(input.data(), held);
    if (first.starts_with(gzip_magic)) {
      packing = Packing::gzip;
      if (inflateInit2(&inflater, 15 + 16) != Z_OK) throw std::runtime_error("zlib");
    } else if (first.starts_with(zstd_magic)) {
      packing = Packing::zstd;
      unzstd = ZSTD_createDCtx();
      if (unzstd == nullptr) throw std::bad_alloc();
      ZSTD_DCtx_setParameter(unzstd, ZSTD_d_windowLogMax, zstd_window_log);
    }
    return {};
  }

  // What begin() has read; then the file itself.
  Result<std::size_t> read_as_it_is(std::span<char> into) {
    if (at == held) return read_file(into);
    const std::size_t count = std::min(into.size(), held - at);
    std::copy_n(input.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
    at += count;
    return count;
  }

  Result<std::size_t> gunzip(std::span<char> into) {
    if (between) {  // another file may follow
      if (inflateReset(&inflater) != Z_OK) throw std::runtime_error("zlib");
      between = false;
    }
    inflater.next_in = raw(input.data() + at);
    inflater.avail_in = static_cast<uInt>(held - at);
    inflater.next_out = raw(into.data());
    inflater.avail_out = static_cast<uInt>(into.size());
    const int status = inflate(&inflater, Z_NO_FLUSH);
    at = held - inflater.avail_in;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
      return damaged("the gzip file is damaged");
    between = status == Z_STREAM_END;
    return into.size() - inflater.avail_out;
  }

  Result<std::size_t> unpack_zstd(std::span<char> into) {
    ZSTD_inBuffer in{input.data(), held, at};
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    const std::size_t status = ZSTD_decompressStream(unzstd, &out, &in);
    at = in.pos;
    if (ZSTD_isError(status) != 0) return damaged("the zstd file is damaged");
    between = status == 0;
    return out.pos;
  }

  Result<std::size_t> read(std::span<char> into) {
    if (into.empty()) return std::size_t{0};
    if (packing == Packing::none) return read_as_it_is(into);
    while (true) {
      if (at == held && !drained) {
        const auto more = fill();
        if (!more) return std::unexpected(more.error());
        drained = !*more;
      }
      if (drained && at == held && between) return std::size_t{0};
      const std::size_t before = at;
      const auto got = packing == Packing::gzip ? gunzip(into) : unpack_zstd(into);
      if (!got || *got > 0) return got;
      if (drained && at == held && !between) return damaged("the packed file is cut");
      if (at == before && at != held) {
        const auto more = fill();
        if (!more) return std::unexpected(more.error());
        if (!*more) return damaged("the packed file is cut");
      }
    }
  }

  std::string name;
  Descriptor file;
  std::optional<std::uint64_t> size;
  std::string input;
  std::size_t at = 0;
  std::size_t held = 0;
  std::uint64_t consumed = 0;
  bool drained = false;
  bool between = false;  // a packed file has ended
  Packing packing = Packing::none;
  z_stream inflater{};
  ZSTD_DCtx* unzstd = nullptr;
};

PackedReader::PackedReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PackedReader::PackedReader(PackedReader&&) noexcept = default;
PackedReader& PackedReader::operator=(PackedReader&&) noexcept = default;
PackedReader::~PackedReader() = default;

Result<PackedReader> PackedReader::open(const std::filesystem::path& path) {
  const bool standard = path == "-";
  Descriptor file(standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC), !standard);
  if (file.get() < 0) return fail(Code::io_failed, path.string() + ": " + std::strerror(errno));
  struct stat info{};
  std::optional<std::uint64_t> size;
  if (::fstat(file.get(), &info) == 0 && S_ISDIR(info.st_mode))
    return fail(Code::io_failed, path.string() + ": is a directory");
  if (S_ISREG(info.st_mode)) size = static_cast<std::uint64_t>(info.st_size);
  PackedReader reader(
      std::make_unique<Impl>(standard ? "standard input" : path.string(), std::move(file), size));
  if (auto begun = reader.impl_->begin(); !begun) return std::unexpected(begun.error());
  return reader;
}

Result<std::size_t> PackedReader::read(std::span<char> into) { return impl_->read(into); }
std::uint64_t PackedReader::consumed() const { return impl_->consumed; }
std::optional<std::uint64_t> PackedReader::size() const { return impl_->size; }

struct PackedWriter::Impl {
  Impl(Packing how, Sink to) : packing(how), sink(std::move(to)), output(piece, '\0') {
    if (packing == Packing::gzip &&
        deflateInit2(&deflater, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("zlib");
    if (packing == Packing::zstd) {
      zstd = ZSTD_createCCtx();
      if (zstd == nullptr) throw std::bad_alloc();
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, zstd_level);
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (packing == Packing::gzip) deflateEnd(&deflater);
    ZSTD_freeCCtx(zstd);
  }

  enum class Step { go_on, flush, finish };

  Result<> put(std::string_view bytes, Step step) {
    if (packing == Packing::none) return bytes.empty() ? Result<>() : sink(bytes);
    return packing == Packing::gzip ? deflate_all(bytes, step) : zstd_all(bytes, step);
  }

  Result<> deflate_all(std::string_view bytes, Step step) {
    deflater.next_in = raw(const_cast<char*>(bytes.data()));  // zlib reads only
    deflater.avail_in = static_cast<uInt>(bytes.size());
    const int how = step == Step::finish ? Z_FINISH : step == Step::flush ? Z_SYNC_FLUSH : Z_NO_FLUSH;
    do {
      deflater.next_out = raw(output.data());
      deflater.avail_out = static_cast<uInt>(output.size());
      deflate(&deflater, how);
      const std::string_view made(output.data(), output.size() - deflater.avail_out);
      if (made.empty()) continue;
      if (auto written = sink(made); !written) return written;
    } while (deflater.avail_out == 0);
    return {};
  }

  Result<> zstd_all(std::string_view bytes, Step step) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    const auto how = step == Step::finish ? ZSTD_e_end : step == Step::flush ? ZSTD_e_flush : ZSTD_e_continue;
    while (true) {
      ZSTD_outBuffer out{output.data(), output.size(), 0};
      const std::size_t left = ZSTD_compressStream2(zstd, &out, &in, how);
      if (ZSTD_isError(left) != 0) throw std::runtime_error("zstd");
      if (out.pos > 0) {
        if (auto written = sink({output.data(), out.pos}); !written) return written;
      }
      if (step == Step::go_on ? in.pos == in.size : left == 0) return {};
    }
  }

  Packing packing;
  Sink sink;
  std::string output;
  z_stream deflater{};
  ZSTD_CCtx* zstd = nullptr;
};

PackedWriter::PackedWriter(Packing packing, Sink sink)
    : impl_(std::make_unique<Impl>(packing, std::move(sink))) {}
PackedWriter::PackedWriter(PackedWriter&&) noexcept = default;
PackedWriter& PackedWriter::operator=(PackedWriter&&) noexcept = default;
PackedWriter::~PackedWriter() = default;

Result<> PackedWriter::write(std::string_view bytes) { return impl_->put(bytes, Impl::Step::go_on); }
Result<> PackedWriter::flush() { return impl_->put({}, Impl::Step::flush); }
Result<> PackedWriter::finish() { return impl_->put({}, Impl::Step::finish); }

LineReader::LineReader(PackedReader reader, std::size_t longest)
    : reader_(std::move(reader)),
      longest_(longest),
      size_(2 * piece),
      buffer_(std::make_unique_for_overwrite<char[]>(size_)) {}

// Room for another piece behind what is held. Long lines are rare: memory that is given back is wiped first,
// and costs twice.
void LineReader::make_room() {
  const std::string_view held(buffer_.get() + begin_, end_ - begin_);
  if (held.size() + piece > size_) {
    size_ = std::min(2 * (held.size() + piece), longest_ + 2 * piece);
    auto larger = std::make_unique_for_overwrite<char[]>(size_);
    std::ranges::copy(held, larger.get());
    buffer_ = std::move(larger);
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), held.data(), held.size());
  }
  end_ -= begin_;
  begin_ = 0;
}

Result<std::optional<std::string_view>> LineReader::next() {
  while (true) {
    const std::string_view held(buffer_.get() + begin_, end_ - begin_);
    const auto line_end = held.find('\n', searched_);
    if (line_end != std::string_view::npos) {
      begin_ += line_end + 1;
      searched_ = 0;
      return held.substr(0, line_end);
    }
    searched_ = held.size();
    if (held.size() > longest_) return fail(Code::invalid_argument, "a line is longer than allowed");
    if (over_) {
      if (held.empty()) return std::nullopt;
      torn_ = true;
      begin_ = end_;
      searched_ = 0;
      return held;
    }
    make_room();
    const auto got = reader_.read(std::span(buffer_.get() + end_, piece));
    if (!got) return std::unexpected(got.error());
    end_ += *got;
    over_ = *got == 0;
  }
}

}  // namespace base
