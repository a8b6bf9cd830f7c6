// A client that sends whatever bytes a test wants and reads what comes back.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace support {

struct RawResponse {
  int status = 0;
  std::string head;  // status line and headers, with the empty line
  std::string body;

  // The value of the first header of that name; empty when there is none.
  std::string header(std::string_view name) const {
    for (std::size_t line = head.find("\r\n") + 2; line < head.size();) {
      const auto end = head.find("\r\n", line);
      const auto colon = head.find(": ", line);
      if (colon < end &&
          base::equals_ignoring_case(std::string_view(head).substr(line, colon - line), name)) {
        return head.substr(colon + 2, end - colon - 2);
      }
      line = end + 2;
    }
    return {};
  }
  bool has_header(std::string_view name) const {
    return head.find("\r\n" + std::string(name) + ": ") != std::string::npos;
  }
};

// Blocking, on the loopback, each read bounded to a few seconds. For a server that runs on another thread.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    REQUIRE(socket_ >= 0);
    connect(port);
  }
  // A socket that is connected later.
  RawClient() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) { REQUIRE(socket_ >= 0); }
  virtual ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // `from`: the client's own address.
  void connect(std::uint16_t port, const char* from) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    REQUIRE(::inet_pton(AF_INET, from, &own.sin_addr) == 1);
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
    connect(port);
  }
  void connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }

  // False when the server closed the connection meanwhile.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = write_some(bytes);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next response that is no 1xx; nothing when the connection ends first or time runs out. `to_head`: it
  // answers HEAD and has no body.
  std::optional<RawResponse> response(bool to_head = false) {
    for (;;) {
      std::size_t end = 0;
      while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more()) return std::nullopt;
      }
      RawResponse response;
      response.head = take(end + 4);
      response.status = std::stoi(response.head.substr(9, 3));
      if (response.status / 100 == 1) {
        ++interim_;
        continue;
      }
      const auto length = base::parse_uint64(response.header("content-length")).value_or(0);
      while (!to_head && pending_.size() < length) {
        if (!read_more()) return std::nullopt;
      }
      if (!to_head) response.body = take(length);
      return response;
    }
  }
  std::optional<RawResponse> ask(std::string_view request) {
    send(request);
    return response();
  }

  // Everything up to the end of the connection.
  std::string rest() {
    while (read_more()) {
    }
    return std::exchange(pending_, {});
  }

  // The server closes the connection within `limit`, having sent nothing more.
  bool closed(std::chrono::milliseconds limit = std::chrono::seconds(5)) {
    pollfd poll{.fd = socket_, .events = POLLIN, .revents = 0};
    if (!pending_.empty() || ::poll(&poll, 1, static_cast<int>(limit.count())) != 1) return false;
    return !read_more() && pending_.empty();
  }

  int interim() const { return interim_; }  // 1xx responses seen so far
  int fd() const { return socket_; }
  std::uint16_t local_port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

 protected:
  virtual ssize_t write_some(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  // 0 or less at the end of the connection.
  virtual ssize_t read_some(char* into, std::size_t size) { return ::recv(socket_, into, size, 0); }
  // Bytes are there that poll() does not see.
  virtual bool has_buffered() const { return false; }

 private:
  std::string take(std::size_t size) {
    std::string taken = pending_.substr(0, size);
    pending_.erase(0, size);
    return taken;
  }

  bool read_more() {
    pollfd poll{.fd = socket_, .events = POLLIN, .revents = 0};
    if (!has_buffered() && ::poll(&poll, 1, 5'000) != 1) return false;
    char buffer[65536];
    const auto size = read_some(buffer, sizeof buffer);
    if (size <= 0) return false;
    pending_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  std::string pending_;
  int interim_ = 0;
};

}  // namespace support
