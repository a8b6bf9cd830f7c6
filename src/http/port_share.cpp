#include "http/port_share.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include "base/address.hpp"

namespace http {
namespace {

using Tcp = boost::asio::ip::tcp;

constexpr std::string_view state_listening = "0A";  // TCP_LISTEN, as the tables print it

std::unexpected<base::Error> share_failed(const std::string& what, int error) {
  return base::fail(base::Code::io_failed, what + ": " + std::strerror(error));
}

// An address as /proc/net/tcp and tcp6 print it: its 32-bit words as numbers of this machine's byte order,
// then the port.
std::string as_in_table(const sockaddr_storage& address) {
  std::array<std::uint32_t, 4> words{};
  std::size_t count = 1;
  std::uint16_t port = 0;
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    words[0] = v4.sin_addr.s_addr;
    port = ntohs(v4.sin_port);
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::memcpy(words.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    count = words.size();
    port = ntohs(v6.sin6_port);
  }
  std::array<char, 64> text{};
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    std::snprintf(text.data(), text.size(), "%08X", words[i]);
    out += text.data();
  }
  std::snprintf(text.data(), text.size(), ":%04X", unsigned{port});
  return out + text.data();
}

// How many sockets listen at this very address, in all processes.
std::size_t listeners_at(const sockaddr_storage& address) {
  std::ifstream table(address.ss_family == AF_INET ? "/proc/net/tcp" : "/proc/net/tcp6");
  const std::string wanted = as_in_table(address);
  std::size_t found = 0;
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string number;
    std::string local;
    std::string remote;
    std::string state;
    words >> number >> local >> remote >> state;
    if (local == wanted && state == state_listening) ++found;
  }
  return found;
}

base::Result<std::size_t> listeners_beside(int listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return share_failed("the listener has no address", errno);
  }
  return listeners_at(address);
}

base::Result<> attach(int listener, std::span<sock_filter> program) {
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::setsockopt(listener, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &filter, sizeof filter) == 0) return {};
  return share_failed("new connections cannot be claimed", errno);
}

// While `own` of them leave, new connections go to one socket of a newer process. A place that becomes free
// is filled with the last socket (reuseport_detach_sock), so this place keeps its socket, or runs out with
// the own ones gone.
void pass_on(int listener, std::size_t own) {
  const auto all = listeners_beside(listener);
  if (!all || *all <= own) return;
  const auto place = static_cast<std::uint32_t>(*all >= 2 * own ? *all - own : *all - 1);
  std::array<sock_filter, 1> program{{{BPF_RET | BPF_K, 0, 0, place}}};
  std::ignore = attach(listener, program);  // the kernel's own choice is the second best
}

}  // namespace

base::Result<> check_port_is_free(const std::string& address, std::uint16_t port) {
  const auto ip = base::parse_address(address);
  if (!ip || port == 0) return {};  // a wrong address is the listener's to refuse
  boost::asio::io_context unused;
  Tcp::acceptor probe(unused);
  const Tcp::endpoint endpoint(*ip, port);
  boost::system::error_code error;
  probe.open(endpoint.protocol(), error);
  if (!error) probe.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error && ip->is_v6()) probe.set_option(boost::asio::ip::v6_only(false), error);
  if (!error) probe.bind(endpoint, error);
  if (error != boost::asio::error::address_in_use) return {};
  return base::fail(base::Code::io_failed, "cannot listen on " +
                                               (ip->is_v6() ? "[" + address + "]" : address) + ":" +
                                               std::to_string(port) + ": " + error.message());
}

base::Result<std::size_t> claim_new_connections(int listener, std::size_t own) {
  const auto counted = listeners_beside(listener);
  if (!counted) return counted;
  const std::size_t all = *counted;
  if (all < own) return base::fail(base::Code::io_failed, "the listening sockets cannot be counted");
  if (all == own) {
    // The kernel's own spreading is even; a filter that counted others is not.
    const int unused = 0;
    if (::setsockopt(listener, SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, &unused, sizeof unused) == 0 ||
        errno == ENOENT)
      return all;
    return share_failed("the port's filter cannot be taken away", errno);
  }

  // Sockets stand in the order in which they began to listen: the newest are the last. A number beyond the
  // end, as it comes when older ones have left, makes the kernel choose by itself.
  const auto first = static_cast<std::uint32_t>(all - own);
  const auto random = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_RANDOM);
  std::array<sock_filter, 4> program{{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, random},
      {BPF_ALU | BPF_MOD | BPF_K, 0, 0, static_cast<std::uint32_t>(own)},
      {BPF_ALU | BPF_ADD | BPF_K, 0, 0, first},
      {BPF_RET | BPF_A, 0, 0, 0},
  }};
  if (auto attached = attach(listener, program); !attached) return std::unexpected(attached.error());
  return all;
}

void PortGroup::join(int listener, std::function<void()> left) {
  const std::lock_guard lock(mutex_);
  members_[listener] = {std::move(left)};
}

void PortGroup::ready_to_leave(int listener) {
  const std::lock_guard lock(mutex_);
  const auto found = members_.find(listener);
  if (found == members_.end()) return;
  found->second.ready = true;
  leave_if_all_ready();
}

void PortGroup::forget(int listener) {
  const std::lock_guard lock(mutex_);
  if (members_.erase(listener) > 0) leave_if_all_ready();
}

// shutdown() takes a socket out of the kernel's choice at once, whatever its own thread does with it.
void PortGroup::leave_if_all_ready() {
  if (members_.empty() || !std::ranges::all_of(members_, [](const auto& m) { return m.second.ready; }))
    return;
  pass_on(members_.begin()->first, members_.size());
  for (const auto& [listener, member] : members_)
    ::shutdown(listener, SHUT_RDWR);
  for (const auto& [listener, member] : members_)
    member.left();
  members_.clear();
}

}  // namespace http
