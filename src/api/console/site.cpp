#include "api/console/site.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include "api/console/console_answer.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::uintmax_t largest_site = 64U << 20;

constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> content_types{{
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".woff2", "font/woff2"},
}};

// Empty for what is not served.
std::string_view content_type_of(std::string_view path) {
  const auto found =
      std::ranges::find_if(content_types, [&](const auto& type) { return path.ends_with(type.first); });
  return found == content_types.end() ? std::string_view() : found->second;
}

// FNV-1a: tells two builds of a file apart, no more.
std::string content_tag(std::string_view bytes) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char byte : bytes)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
  std::array<std::byte, 8> raw{};
  for (std::byte& one : raw) {
    one = static_cast<std::byte>(hash & 0xffU);
    hash >>= 8U;
  }
  return '"' + base::to_hex(raw) + '"';
}

bool accepts(std::string_view accepted, std::string_view coding) {
  while (!accepted.empty()) {
    const auto comma = accepted.find(',');
    const auto entry = base::trimmed(accepted.substr(0, comma));
    accepted = comma == std::string_view::npos ? std::string_view() : accepted.substr(comma + 1);
    const auto semicolon = entry.find(';');
    if (base::trimmed(entry.substr(0, semicolon)) != coding) continue;
    const auto weight = semicolon == std::string_view::npos ? std::string_view() : entry.substr(semicolon);
    return !weight.ends_with("q=0") && !weight.ends_with("q=0.0");
  }
  return false;
}

}  // namespace

struct Site::File {
  std::string_view type;
  std::string tag;
  bool kept = false;  // for ever: its name has its content's hash
  std::string plain;
  std::string gzip;  // empty: there is none
  std::string brotli;

  http::Response answer(const http::Request& request) const {
    http::Response response;
    response.headers = {{"Cache-Control", kept ? "public, max-age=31536000, immutable" : "no-cache"},
                        {"ETag", tag},
                        {"Vary", "Accept-Encoding"},
                        {"Content-Security-Policy", std::string(content_policy)},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Opener-Policy", "same-origin"}};
    if (request.header("If-None-Match") == tag) {
      response.status = 304;
      return response;
    }
    response.content_type = type;
    const auto accepted = request.header("Accept-Encoding");
    if (!brotli.empty() && accepts(accepted, "br")) {
      response.headers.emplace_back("Content-Encoding", "br");
      response.body = brotli;
    } else if (!gzip.empty() && accepts(accepted, "gzip")) {
      response.headers.emplace_back("Content-Encoding", "gzip");
      response.body = gzip;
    } else {
      response.body = plain;
    }
    return response;
  }
};

Result<Site> Site::read(const std::filesystem::path& folder) {
  Files files;
  std::uintmax_t size = 0;
  std::error_code failure;
  for (std::filesystem::recursive_directory_iterator at(folder, failure), end; !failure && at != end;
       at.increment(failure)) {
    if (!at->is_regular_file(failure)) continue;
    const std::string path = '/' + at->path().lexically_relative(folder).generic_string();
    const auto type = content_type_of(path);
    if (type.empty()) continue;
    const auto load = [&](const std::string& suffix) {
      return base::read_file(at->path().string() + suffix);
    };
    auto plain = load("");
    if (!plain) return std::unexpected(plain.error());
    auto file = std::make_shared<File>();
    file->type = type;
    file->tag = content_tag(*plain);
    file->kept = path.starts_with("/assets/");
    file->plain = *std::move(plain);
    file->gzip = load(".gz").value_or("");
    file->brotli = load(".br").value_or("");
    size += file->plain.size() + file->gzip.size() + file->brotli.size();
    if (size > largest_site)
      return fail(Code::config_invalid, "console.site: " + folder.string() + " is larger than 64 MiB");
    files.emplace(path, std::move(file));
  }
  if (!files.contains("/index.html"))
    return fail(Code::config_invalid, "console.site: " + folder.string() + " holds no index.html");
  return Site(std::move(files));
}

std::vector<http::Route> Site::routes() const {
  std::vector<http::Route> routes;
  const auto add = [&](const std::string& path, const std::shared_ptr<const File>& file) {
    routes.push_back(
        {http::Method::get, path, 0, [file](const http::Request& request) -> base::Awaitable<http::Response> {
           co_return file->answer(request);
         }});
  };
  for (const auto& [path, file] : files_)
    if (path != "/index.html") add(path, file);
  // The console's pages are told apart in the browser; what stands below these two is no page.
  const auto page = files_.at("/index.html");
  for (const char* path : {"/", "/{page}", "/{page}/{a}", "/{page}/{a}/{b}", "/{page}/{a}/{b}/{c}"})
    routes.push_back(
        {http::Method::get, path, 0, [page](const http::Request& request) -> base::Awaitable<http::Response> {
           if (request.path.starts_with("/api/") || request.path.starts_with("/assets/"))
             co_return console_problem(request, Code::not_found);
           co_return page->answer(request);
         }});
  return routes;
}

}  // namespace api
