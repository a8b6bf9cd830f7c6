#include "wire/channel.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <openssl/err.h>

#include "wire/options.hpp"

namespace bench {
namespace {

constexpr int backlog = 4096;

std::string reason() { return std::strerror(errno); }

TlsContext make_context(const SSL_METHOD* method) {
  TlsContext context(SSL_CTX_new(method));
  if (!context) give_up("TLS cannot be had");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // Thousands of connections are idle at once, and a write that is repeated may come from another place.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

sockaddr_in local_address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void never_block(int socket) {
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

}  // namespace

TlsContext make_tls_server(const std::string& certificate, const std::string& key) {
  auto context = make_context(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    give_up("certificate or key cannot be used: " + certificate + ", " + key);
  }
  return context;
}

TlsContext make_tls_client() { return make_context(TLS_client_method()); }

Channel::Channel(int socket, SSL_CTX* tls, bool server) : socket_(socket) {
  never_block(socket);
  if (!tls) return;
  tls_.reset(SSL_new(tls));
  SSL_set_fd(tls_.get(), socket);
  server ? SSL_set_accept_state(tls_.get()) : SSL_set_connect_state(tls_.get());
}

Channel::~Channel() { ::close(socket_); }

Io Channel::read(std::span<char> into, std::size_t& size) {
  if (tls_) {
    const int result = SSL_read_ex(tls_.get(), into.data(), into.size(), &size);
    return result == 1 ? Io::done : failure(result);
  }
  const ssize_t got = ::recv(socket_, into.data(), into.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Io::want_read;
  if (got <= 0) return Io::closed;
  size = static_cast<std::size_t>(got);
  return Io::done;
}

Io Channel::write(std::string_view bytes, std::size_t& size) {
  if (tls_) {
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &size);
    return result == 1 ? Io::done : failure(result);
  }
  const ssize_t put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (put < 0 && (errno == EAGAIN || errno == EINTR)) return Io::want_write;
  if (put < 0) return Io::closed;
  size = static_cast<std::size_t>(put);
  return Io::done;
}

Io Channel::failure(int result) const {
  const int why = SSL_get_error(tls_.get(), result);
  ERR_clear_error();
  if (why == SSL_ERROR_WANT_READ) return Io::want_read;
  if (why == SSL_ERROR_WANT_WRITE) return Io::want_write;
  return Io::closed;
}

std::string Channel::tls_name() const {
  if (!tls_) return {};
  return std::string(SSL_get_version(tls_.get())) + " " + SSL_get_cipher_name(tls_.get());
}

int listen_at(std::uint16_t port, std::uint16_t& bound) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  auto address = local_address(port);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, plain, size) != 0 || ::listen(socket, backlog) != 0) {
    give_up("cannot listen at port " + std::to_string(port) + ": " + reason());
  }
  ::getsockname(socket, plain, &size);
  bound = ntohs(address.sin_port);
  return socket;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = local_address(port);
  if (socket < 0 || ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    give_up("cannot connect to port " + std::to_string(port) + ": " + reason());
  }
  return socket;
}

void prepare_process() {
  ::signal(SIGPIPE, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace bench
