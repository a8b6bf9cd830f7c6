#include "cli/export_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/json.hpp"

namespace cli {
namespace {

using base::Code;
using base::fail;
using base::Result;
using nlohmann::json;

constexpr std::size_t longest_line = 16U << 20;

std::filesystem::path with(const std::filesystem::path& path, const char* suffix) {
  auto out = path;
  out += suffix;
  return out;
}

std::unexpected<base::Error> failed(const std::filesystem::path& path, int error) {
  return fail(Code::io_failed, path.string() + ": " + std::strerror(error));
}

bool is_standard(const std::filesystem::path& path) { return path == "-"; }

// What the part answers; two plans with the same question differ in how far the log has grown.
json question_of(const audit::ExportPlan& plan) {
  return {{"first_day", plan.first_day},
          {"last_day", plan.last_day},
          {"filter", audit::filter_json(plan.filter)}};
}

json export_state(const audit::LogExport& log, std::uint64_t size) {
  json streams = json::array();
  for (const audit::ExportStream& stream : log.plan().streams)
    streams.push_back({{"id", stream.id}, {"day", stream.day}, {"size", stream.size}});
  const audit::ExportPosition& at = log.position();
  return {{"question", question_of(log.plan())},
          {"streams", std::move(streams)},
          {"size", size},
          {"stream", at.stream},
          {"seq", at.seq},
          {"records", at.records},
          {"left_out", at.left_out},
          {"bytes", at.bytes}};
}

struct State {
  audit::ExportPlan plan;
  audit::ExportPosition position;
  std::uint64_t size = 0;
};

Result<State> read_state(const std::filesystem::path& path, const audit::ExportPlan& asked) {
  const auto text = base::read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto parsed = base::parse_json(*text);
  if (!parsed) return fail(Code::io_failed, path.string() + ": is damaged: remove it and begin anew");
  try {
    if (parsed->at("question") != question_of(asked))
      return fail(Code::conflict, path.string() + ": is of an export with other options");
    State state{asked, {}, parsed->at("size").get<std::uint64_t>()};
    state.plan.streams.clear();
    for (const json& stream : parsed->at("streams"))
      state.plan.streams.push_back({stream.at("id").get<std::int64_t>(), stream.at("day").get<std::string>(),
                                    stream.at("size").get<std::int64_t>()});
    state.position = {parsed->at("stream").get<std::size_t>(), parsed->at("seq").get<std::int64_t>(),
                      parsed->at("records").get<std::int64_t>(), parsed->at("left_out").get<std::int64_t>(),
                      parsed->at("bytes").get<std::int64_t>()};
    return state;
  } catch (const json::exception&) {
    return fail(Code::io_failed, path.string() + ": is damaged: remove it and begin anew");
  }
}

// What was written so far; Code::io_failed when it is not as much as it should be.
Result<audit::WrittenLines> read_back(const std::filesystem::path& path, std::int64_t bytes) {
  audit::WrittenLines written;
  if (bytes == 0) return written;
  auto reader = base::PackedReader::open(path);
  if (!reader) return std::unexpected(reader.error());
  base::LineReader lines(std::move(*reader), longest_line);
  std::int64_t seen = 0;
  while (true) {
    const auto line = lines.next();
    if (!line) return std::unexpected(line.error());
    if (!*line) break;
    written.add(**line);
    seen += static_cast<std::int64_t>((*line)->size()) + 1;
  }
  if (seen != bytes || lines.torn())
    return fail(Code::io_failed, path.string() + ": is damaged: remove it and begin anew");
  return written;
}

}  // namespace

ExportFile::ExportFile(std::filesystem::path path, int file, std::uint64_t size)
    : path_(std::move(path)), file_(file), size_(size) {}

ExportFile::ExportFile(ExportFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), size_(other.size_) {}

ExportFile::~ExportFile() {
  if (file_ >= 0 && !is_standard(path_)) ::close(file_);
}

Result<ExportFile> ExportFile::create(const std::filesystem::path& path) {
  if (is_standard(path)) return ExportFile(path, STDOUT_FILENO, 0);
  const auto part = with(path, ".part");
  if (std::filesystem::exists(path)) return fail(Code::already_exists, path.string() + ": is there already");
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST)
    return fail(Code::already_exists, part.string() + ": is there already: --resume goes on with it");
  if (file < 0) return failed(part, errno);
  return ExportFile(path, file, 0);
}

Result<ExportFile::Resumed> ExportFile::resume(const std::filesystem::path& path,
                                               const audit::ExportPlan& asked) {
  if (is_standard(path)) return fail(Code::invalid_argument, "standard output cannot be resumed");
  const auto part = with(path, ".part");
  auto state = read_state(with(part, ".json"), asked);
  if (!state) return std::unexpected(state.error());
  const int file = ::open(part.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return failed(part, errno);
  ExportFile out(path, file, state->size);
  if (::ftruncate(file, static_cast<off_t>(state->size)) != 0 || ::lseek(file, 0, SEEK_END) < 0)
    return failed(part, errno);
  auto written = read_back(part, state->position.bytes);
  if (!written) return std::unexpected(written.error());
  return Resumed{std::move(out),
                 audit::LogExport(std::move(state->plan), state->position, *std::move(written))};
}

Result<> ExportFile::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return fail(Code::io_failed, "the reader of the export is gone");
    if (written < 0) return failed(path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
  return {};
}

base::PackedWriter ExportFile::writer() {
  return {base::packing_of(path_), [this](std::string_view bytes) { return put(bytes); }};
}

Result<> ExportFile::write(std::string_view bytes) {
  if (!packing_) packing_.emplace(writer());
  return packing_->write(bytes);
}

Result<> ExportFile::keep(const audit::LogExport& log) {
  if (is_standard(path_)) return {};
  if (packing_) {
    if (auto ended = packing_->finish(); !ended) return ended;
    packing_.reset();  // the next piece is a packed file of its own
  }
  if (::fdatasync(file_) != 0) return failed(path_, errno);
  return base::write_file(with(path_, ".part.json"), export_state(log, size_).dump());
}

Result<> ExportFile::finish() {
  if (!packing_ && size_ == 0) packing_.emplace(writer());
  if (packing_) {
    if (auto ended = packing_->finish(); !ended) return ended;
    packing_.reset();
  }
  if (is_standard(path_)) return {};
  const auto part = with(path_, ".part");
  if (::fsync(file_) != 0) return failed(part, errno);
  if (::rename(part.c_str(), path_.c_str()) != 0) return failed(path_, errno);
  std::error_code ignored;
  std::filesystem::remove(with(part, ".json"), ignored);
  return {};
}

}  // namespace cli
