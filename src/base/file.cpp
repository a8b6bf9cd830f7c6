#include "base/file.hpp"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace base {
namespace {

std::unexpected<Error> io_failure(const std::filesystem::path& path, std::string_view what) {
  return fail(Code::io_failed, path.string() + ": " + std::string(what));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return io_failure(path, std::strerror(errno));
  std::string content;
  char buffer[65536];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    content.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (content.size() > limit) return io_failure(path, "larger than " + std::to_string(limit) + " bytes");
  }
  explicit_bzero(buffer, sizeof buffer);  // it may have been a secret
  if (file.bad()) return io_failure(path, "cannot be read");
  return content;
}

Result<Secret> read_secret_file(const std::filesystem::path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return io_failure(path, std::strerror(errno));
  if ((info.st_mode & S_IRWXO) != 0)
    return io_failure(path, "holds a secret but is open to everyone (chmod o= it)");
  auto content = read_file(path, 1U << 20);
  if (!content) return std::unexpected(content.error());

  const auto first = content->find_first_not_of(" \t\r\n");
  const auto last = content->find_last_not_of(" \t\r\n");
  if (first == std::string::npos) return io_failure(path, "is empty");
  Secret secret(std::string_view(*content).substr(first, last - first + 1));
  wipe(*content);
  return secret;
}

Result<> create_secret_file(const std::filesystem::path& path, const Secret& secret) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) return fail(Code::already_exists, path.string() + ": is there already");
  if (file < 0) return io_failure(path, std::strerror(errno));
  std::string text;
  append_wiping(text, secret.reveal());
  append_wiping(text, "\n");
  const ssize_t written = ::write(file, text.data(), text.size());
  const bool good = written == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  wipe(text);
  if (good) return {};
  ::unlink(path.c_str());
  return io_failure(path, std::strerror(error));
}

Result<> write_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path beside = path.string() + "." + std::to_string(::getpid()) + ".new";
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.flush();
    if (!file) return io_failure(beside, "cannot be written");
  }
  std::error_code error;
  std::filesystem::rename(beside, path, error);
  if (error) return io_failure(path, error.message());
  return {};
}

}  // namespace base
