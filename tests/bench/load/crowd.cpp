#include "load/crowd.hpp"

#include <sys/epoll.h>

#include <array>

#include "wire/framing.hpp"

namespace bench {

Caller& Crowd::connect() {
  callers_.push_back(std::make_unique<Caller>(connect_to(port_), tls_));
  poller_.add(callers_.back()->channel_.socket(), callers_.back().get());
  ++open_;
  return *callers_.back();
}

void Crowd::ask(Caller& caller, std::string_view request) {
  caller.out_ = request;
  caller.sent_ = 0;
  caller.busy_ = true;
  if (!send(caller)) lose(caller);
}

void Crowd::turn(Clock::time_point until) {
  for (const epoll_event& event : poller_.wait(until))
    go_on(*static_cast<Caller*>(event.data.ptr));
}

// False: the connection has ended. What is left waits for the socket.
bool Crowd::send(Caller& caller) {
  while (caller.sent_ < caller.out_.size()) {
    std::size_t size = 0;
    const Io written = caller.channel_.write(std::string_view(caller.out_).substr(caller.sent_), size);
    if (written == Io::closed) return false;
    if (written != Io::done) {
      poll_write(caller, written == Io::want_write);
      return true;
    }
    caller.sent_ += size;
  }
  poll_write(caller, false);
  return true;
}

void Crowd::go_on(Caller& caller) {
  if (!caller.open_) return;
  if (caller.sent_ < caller.out_.size()) {
    if (!send(caller)) return lose(caller);
    if (caller.sent_ < caller.out_.size()) return;
  }
  std::array<char, 8192> bytes;
  std::size_t size = 0;
  const Io read = caller.channel_.read(bytes, size);
  if (read == Io::closed) return lose(caller);
  if (read != Io::done) return poll_write(caller, read == Io::want_write);
  caller.in_.append(bytes.data(), size);
  const auto answer = first_message(caller.in_);
  if (!answer) return;
  caller.in_.erase(0, answer->size);
  if (answer->close) return lose(caller);
  caller.busy_ = false;
  on_answer(caller, answer->status);
}

void Crowd::lose(Caller& caller) {
  if (!caller.open_) return;
  caller.open_ = false;
  --open_;
  poller_.remove(caller.channel_.socket());
  const bool waited = caller.busy_;
  caller.busy_ = false;
  if (waited) on_answer(caller, 0);
}

void Crowd::poll_write(Caller& caller, bool write) {
  if (caller.wants_write_ == write) return;
  caller.wants_write_ = write;
  poller_.want_write(caller.channel_.socket(), &caller, write);
}

}  // namespace bench
