// Connections that ask, each one question at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wire/channel.hpp"
#include "wire/poller.hpp"

namespace bench {

class Caller {
 public:
  explicit Caller(int socket, SSL_CTX* tls) : channel_(socket, tls, false) {}

  Clock::time_point since;  // when its question was asked, or should have been

 private:
  friend class Crowd;
  Channel channel_;
  std::string out_;
  std::size_t sent_ = 0;
  std::string in_;
  bool busy_ = false;
  bool wants_write_ = false;
  bool open_ = true;
};

class Crowd {
 public:
  Crowd(std::uint16_t port, SSL_CTX* tls) : port_(port), tls_(tls) {}

  // Called with the status of each answer; the caller is free again. 0: its connection ended while it waited.
  std::function<void(Caller&, int status)> on_answer;

  Caller& connect();
  void ask(Caller& caller, std::string_view request);
  // Handles what happens until then.
  void turn(Clock::time_point until);

  std::size_t open() const { return open_; }
  std::string tls_name() const { return callers_.empty() ? "" : callers_.front()->channel_.tls_name(); }
  std::vector<std::unique_ptr<Caller>>& callers() { return callers_; }

 private:
  void go_on(Caller& caller);
  bool send(Caller& caller);
  void lose(Caller& caller);
  void poll_write(Caller& caller, bool write);

  std::uint16_t port_;
  SSL_CTX* tls_;
  Poller poller_;
  std::vector<std::unique_ptr<Caller>> callers_;
  std::size_t open_ = 0;
};

}  // namespace bench
