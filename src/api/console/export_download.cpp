#include "api/console/export_download.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <utility>

#include "http/takeover.hpp"

namespace api {
namespace {

std::string head_of(const audit::ExportState& opened, bool chunked) {
  std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\nCache-Control: no-store\r\n";
  head.append("Content-Disposition: attachment; filename=\"audit-export.")
      .append(opened.csv ? "csv" : "ndjson")
      .append(".gz\"\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n");
  if (chunked) head += "Transfer-Encoding: chunked\r\n";
  return head + "\r\n";
}

std::string chunk_of(const std::string& bytes) {
  std::array<char, 16> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
  std::string chunk(size.data(), end);
  return chunk.append("\r\n").append(bytes).append("\r\n");
}

class ExportDownload final : public http::Takeover {
 public:
  ExportDownload(audit::ExportDesk& desk, audit::ExportState opened, int account, bool chunked)
      : desk_(desk), opened_(std::move(opened)), account_(account), chunked_(chunked) {}

  base::Awaitable<void> run(http::RawStream& stream) override {
    if (co_await write_all(stream)) co_return;
    // Without the last chunk, and by a reset, no reader takes what it has for the whole.
    desk_.abandon(opened_.id, account_);
    stream.reset();
  }

 private:
  base::Awaitable<bool> write_all(http::RawStream& stream) {
    if (!co_await stream.write(head_of(opened_, chunked_))) co_return false;
    while (true) {
      const auto piece = co_await desk_.next(opened_.id, account_);
      if (!piece) co_return false;
      if (!*piece) break;
      if ((*piece)->empty()) continue;
      if (!co_await stream.write(chunked_ ? chunk_of(**piece) : **piece)) co_return false;
    }
    co_return !chunked_ || co_await stream.write("0\r\n\r\n");
  }

  audit::ExportDesk& desk_;
  const audit::ExportState opened_;
  const int account_;
  const bool chunked_;
};

}  // namespace

http::Response export_download(audit::ExportDesk& desk, const audit::ExportState& opened, int account,
                               bool http10) {
  http::Response response;
  response.takeover = std::make_shared<ExportDownload>(desk, opened, account, !http10);
  return response;
}

}  // namespace api
