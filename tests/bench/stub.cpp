// bench_stub: stands in for api.weixin.qq.com where only speed counts. One loop, one answer, made beforehand.
//
//   bench_stub --port 0 [--delay-us N] [--certificate FILE --key FILE]
// Prints its port. A delayed answer leaves so long after its request was read. Ends with standard input.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>

#include "active_answer.hpp"
#include "wire/channel.hpp"
#include "wire/framing.hpp"
#include "wire/options.hpp"
#include "wire/poller.hpp"

namespace {

using bench::Clock;
using bench::Io;

struct Connection {
  Connection(int socket, SSL_CTX* tls) : channel(socket, tls, true) {}
  bench::Channel channel;
  std::string in;
  std::string out;
  bool wants_write = false;
  bool closed = false;
};

class Stub {
 public:
  Stub(int listener, std::chrono::microseconds delay, bench::TlsContext tls)
      : listener_(listener), delay_(delay), tls_(std::move(tls)) {
    poller_.add(listener_, &listener_);
    poller_.add(STDIN_FILENO, &std_in_);
  }

  void run() {
    while (!over_) {
      std::optional<Clock::time_point> until;
      if (!due_.empty()) until = due_.front().at;
      for (const epoll_event& event : poller_.wait(until))
        handle(event.data.ptr);
      answer_due();
    }
  }

 private:
  struct Due {
    Clock::time_point at;
    std::shared_ptr<Connection> connection;
  };

  void handle(void* who) {
    if (who == &listener_) {
      accept();
    } else if (who == &std_in_) {
      char byte;
      over_ = ::read(STDIN_FILENO, &byte, 1) <= 0;
    } else if (const auto found = connections_.find(who); found != connections_.end()) {
      const auto connection = found->second;
      go_on(connection);
      if (connection->closed) connections_.erase(who);
    }
  }

  void accept() {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const auto connection = std::make_shared<Connection>(socket, tls_.get());
      connections_.emplace(connection.get(), connection);
      poller_.add(socket, connection.get());
    }
  }

  // Answers first, for a peer that does not read them gets no more.
  void go_on(const std::shared_ptr<Connection>& connection) {
    if (!flush(*connection)) return;
    std::array<char, 8192> bytes;
    std::size_t size = 0;
    const Io read = connection->channel.read(bytes, size);
    if (read == Io::want_write) poll_write(*connection, true);
    if (read == Io::closed) connection->closed = true;
    if (read != Io::done) return;
    connection->in.append(bytes.data(), size);
    while (const auto request = bench::first_message(connection->in)) {
      connection->in.erase(0, request->size);
      if (delay_.count() > 0) {
        due_.push_back({Clock::now() + delay_, connection});
      } else {
        connection->out += answer();
      }
    }
    flush(*connection);
  }

  void answer_due() {
    if (due_.empty()) return;
    const auto now = Clock::now();
    while (!due_.empty() && due_.front().at <= now) {
      const auto connection = due_.front().connection;
      due_.pop_front();
      if (connection->closed) continue;
      connection->out += answer();
      flush(*connection);
    }
  }

  // False: not all of it went, or the peer is gone.
  bool flush(Connection& connection) {
    while (!connection.out.empty()) {
      std::size_t size = 0;
      const Io written = connection.channel.write(connection.out, size);
      if (written == Io::done) {
        connection.out.erase(0, size);
        continue;
      }
      connection.closed = connection.closed || written == Io::closed;
      if (written == Io::want_write) poll_write(connection, true);
      return written == Io::want_read;  // of a handshake
    }
    poll_write(connection, false);
    return true;
  }

  void poll_write(Connection& connection, bool write) {
    if (connection.wants_write == write) return;
    connection.wants_write = write;
    poller_.want_write(connection.channel.socket(), &connection, write);
  }

  // Its date is that of the second.
  const std::string& answer() {
    const std::time_t now = std::time(nullptr);
    if (now == made_) return answer_;
    made_ = now;
    std::array<char, 64> date;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    date[std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)] = '\0';
    answer_ = std::string("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nDate: ") + date.data() +
              "\r\nContent-Type: application/json; encoding=utf-8\r\nContent-Length: " +
              std::to_string(bench::active_answer.size()) + "\r\n\r\n" + std::string(bench::active_answer);
    return answer_;
  }

  bench::Poller poller_;
  int listener_;
  int std_in_ = STDIN_FILENO;
  std::chrono::microseconds delay_;
  bench::TlsContext tls_;
  std::unordered_map<void*, std::shared_ptr<Connection>> connections_;
  std::deque<Due> due_;  // all wait equally long, so the first came first
  std::time_t made_ = 0;
  std::string answer_;
  bool over_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  const bench::Options options(argc, argv, "port delay-us certificate key");
  bench::prepare_process();
  bench::TlsContext tls;
  if (options.has("certificate"))
    tls = bench::make_tls_server(options.text("certificate"), options.text("key"));
  std::uint16_t port = 0;
  const int listener = bench::listen_at(static_cast<std::uint16_t>(options.number("port")), port);
  std::cout << port << std::endl;
  Stub(listener, std::chrono::microseconds(options.number("delay-us")), std::move(tls)).run();
  return 0;
}
