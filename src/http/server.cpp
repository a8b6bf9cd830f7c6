#include "http/server.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection_book.hpp"
#include "http/listener.hpp"
#include "http/port_share.hpp"
#include "http/server_core.hpp"
#include "http/session.hpp"
#include "http/tls.hpp"
#include "http/transport.hpp"

namespace http {

namespace {

using Tcp = boost::asio::ip::tcp;

// Completes the options.
ServerOptions with_book(ServerOptions options) {
  if (options.book) return options;
  const ServerLimits& limits = options.limits;
  options.book = std::make_shared<ConnectionBook>(
      ConnectionLimits{limits.connections, limits.connections_per_address, limits.handshakes},
      options.trusted_proxies);
  return options;
}

}  // namespace

struct Server::Impl : std::enable_shared_from_this<Impl> {
  Impl(boost::asio::io_context& loop, ServerOptions options, const Router& router,
       std::shared_ptr<TlsServerContext> context, const base::Clock& clock, base::Random& random,
       base::Log& log)
      : core(std::make_shared<ServerCore>(loop, with_book(std::move(options)), router, clock,
                                          RequestIds(random), log)),
        listener(loop, core->options.name, log),
        tls(std::move(context)),
        grace_timer(loop) {}

  base::Result<> bind();
  base::Result<> start();
  void accepted(Tcp::socket socket, const Tcp::endpoint& peer);
  std::expected<ConnectionBook::Place, ConnectionVerdict> admit(const base::IpAddress& peer);
  void serve(Tcp::socket socket, const base::IpAddress& peer, std::optional<ConnectionBook::Place> place);
  void tell_limit(ConnectionVerdict verdict, const base::IpAddress& peer);
  void drain(std::chrono::milliseconds grace, std::function<void()> done);
  void leave(std::chrono::milliseconds grace);
  void check_drained();
  void close_listener();
  void abort_sessions();
  void stop();

  std::shared_ptr<ServerCore> core;
  Listener listener;
  std::shared_ptr<TlsServerContext> tls;
  boost::asio::steady_timer grace_timer;
  bool bound = false;
  bool accepting = false;
  base::SteadyTime tell_limit_after = base::SteadyTime::min();
  std::function<void()> on_drained;  // set while draining
};

namespace {

constexpr auto limit_log_interval = std::chrono::seconds(10);
// What the kernel keeps for a peer that does not read; left to itself it lets megabytes pile up.
constexpr int send_buffer = 128 * 1024;
// Another loop may be faster to take the place that was made.
constexpr int most_made_room = 3;

// The session belongs to this coroutine.
base::Awaitable<void> run_session(std::unique_ptr<Session> session) { co_await session->run(); }

std::string what_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "unknown exception";
  }
}

}  // namespace

base::Result<> Server::Impl::bind() {
  const ServerOptions& options = core->options;
  const auto opened = listener.open(options.address, options.port, options.reuse_port);
  bound = opened.has_value();
  return opened;
}

base::Result<> Server::Impl::start() {
  if (!bound) {
    if (auto opened = bind(); !opened) return opened;
  }
  if (auto listening = listener.listen(); !listening) return listening;
  core->on_session_end = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->check_drained();
  };
  accepting = true;
  const auto self = shared_from_this();
  if (core->options.group) {
    core->options.group->join(listener.native_handle(),
                              [weak = weak_from_this(), loop = core->loop.get_executor()] {
                                boost::asio::post(loop, [weak] {
                                  if (const auto left = weak.lock()) left->listener.close();
                                });
                              });
  }
  auto loop = listener.run(
      [this](Tcp::socket socket, const Tcp::endpoint& peer) { accepted(std::move(socket), peer); });
  boost::asio::co_spawn(core->loop, std::move(loop), [self](std::exception_ptr thrown) {
    self->accepting = false;
    if (thrown) self->core->log.error("accept_loop_ended", {{"reason", what_of(thrown)}});
    self->check_drained();
  });
  core->log.info("server_listening", {{"server", core->options.name},
                                      {"address", core->options.address},
                                      {"port", listener.port()},
                                      {"tls", tls != nullptr}});
  return {};
}

// Throws nothing: one connection that cannot be served must not end the accept loop.
void Server::Impl::accepted(Tcp::socket socket, const Tcp::endpoint& peer) {
  const auto address = base::unmapped(peer.address());
  try {
    auto place = admit(address);
    if (place) return serve(std::move(socket), address, std::move(*place));
    core->options.book->refused(place.error());
    tell_limit(place.error(), address);
    if (core->turned_away < max_turned_away) serve(std::move(socket), address, std::nullopt);
  } catch (...) {
    core->log.error("connection_failed",
                    {{"server", core->options.name}, {"reason", what_of(std::current_exception())}});
  }
}

// When all places are taken, a connection of this loop that is idle or slow gives way. An address that has
// its share already drives nobody out.
std::expected<ConnectionBook::Place, ConnectionVerdict> Server::Impl::admit(const base::IpAddress& peer) {
  ConnectionBook& book = *core->options.book;
  for (int attempt = 1;; ++attempt) {
    auto place = book.enter(peer);
    if (place || place.error() != ConnectionVerdict::full || attempt > most_made_room) return place;
    Session* const dispensable = core->standing.dispensable(core->clock.steady());
    if (dispensable == nullptr) return place;
    dispensable->make_room();
    book.made_room();
  }
}

void Server::Impl::tell_limit(ConnectionVerdict verdict, const base::IpAddress& peer) {
  const auto now = core->clock.steady();
  if (now < tell_limit_after) return;
  tell_limit_after = now + limit_log_interval;
  const auto counts = core->options.book->counts();
  if (verdict == ConnectionVerdict::full) {
    core->log.warn("connection_limit_reached",
                   {{"server", core->options.name}, {"connections", counts.connections}});
  } else {
    core->log.warn("address_limit_reached", {{"server", core->options.name},
                                             {"address", peer.to_string()},
                                             {"connections", counts.limits.per_address}});
  }
}

void Server::Impl::serve(Tcp::socket socket, const base::IpAddress& peer,
                         std::optional<ConnectionBook::Place> place) {
  boost::system::error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  socket.set_option(Tcp::socket::send_buffer_size(send_buffer), ignored);
  auto transport =
      tls ? make_tls_transport(std::move(socket), *tls) : make_plain_transport(std::move(socket));
  const bool admitted = place.has_value();
  auto session = std::make_unique<Session>(core, std::move(transport), peer, admitted, std::move(place));
  boost::asio::co_spawn(
      core->loop, run_session(std::move(session)), [core = core](std::exception_ptr thrown) {
        if (thrown) {
          core->log.error("connection_failed", {{"server", core->options.name}, {"reason", what_of(thrown)}});
        }
        core->on_session_end();
      });
}

void Server::Impl::drain(std::chrono::milliseconds grace, std::function<void()> done) {
  core->draining = true;
  on_drained = std::move(done);
  if (core->options.limits.leave.count() == 0) return leave(grace);
  grace_timer.expires_after(core->options.limits.leave);
  grace_timer.async_wait([weak = weak_from_this(), grace](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self) self->leave(grace);
  });
}

void Server::Impl::leave(std::chrono::milliseconds grace) {
  core->leaving = true;
  for (Session* session : core->sessions) {
    session->drain();
  }
  listener.accept_waiting();
  if (core->options.group) {
    core->options.group->ready_to_leave(listener.native_handle());
  } else {
    listener.close();
  }
  grace_timer.expires_after(grace);
  grace_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self) self->abort_sessions();
  });
  // The answer comes from the loop, also when there is nothing to wait for.
  boost::asio::post(core->loop, [self = shared_from_this()] { self->check_drained(); });
}

void Server::Impl::check_drained() {
  if (!core->leaving || accepting || !core->sessions.empty() || !on_drained) return;
  grace_timer.cancel();
  std::exchange(on_drained, nullptr)();
}

// Not to wait for the others of a group is the bound on what they may keep it waiting.
void Server::Impl::close_listener() {
  if (core->options.group && accepting) core->options.group->forget(listener.native_handle());
  listener.close();
}

void Server::Impl::abort_sessions() {
  close_listener();
  if (core->sessions.empty()) return;
  core->log.warn("connections_cut", {{"server", core->options.name}, {"connections", core->sessions.size()}});
  for (Session* session : core->sessions) {
    session->abort();
  }
}

// Without waiting: what runs ends at its next step, if the loop goes on.
void Server::Impl::stop() {
  core->draining = core->leaving = true;
  close_listener();
  grace_timer.cancel();
  for (Session* session : core->sessions) {
    session->abort();
  }
}

Server::Server(boost::asio::io_context& loop, ServerOptions options, const Router& router,
               std::shared_ptr<TlsServerContext> tls, const base::Clock& clock, base::Random& random,
               base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), router, std::move(tls), clock, random, log)) {}

Server::~Server() { impl_->stop(); }

base::Result<> Server::bind() { return impl_->bind(); }

base::Result<> Server::start() { return impl_->start(); }

std::uint16_t Server::port() const { return impl_->listener.port(); }

std::size_t Server::connections() const { return impl_->core->sessions.size(); }

const std::shared_ptr<ConnectionBook>& Server::book() const { return impl_->core->options.book; }

void Server::on_served(std::function<void(const Served&)> observer) {
  impl_->core->on_served = std::move(observer);
}

void Server::set_tls(std::shared_ptr<TlsServerContext> tls) {
  if (tls) impl_->tls = std::move(tls);
}

void Server::set_limits(const ServerLimits& limits, std::vector<base::Cidr> trusted_proxies) {
  impl_->core->options.limits = limits;
  impl_->core->options.trusted_proxies = std::move(trusted_proxies);
}

base::Result<std::size_t> Server::claim_new_connections(std::size_t own) {
  return http::claim_new_connections(impl_->listener.native_handle(), own);
}

void Server::drain(std::chrono::milliseconds grace, std::function<void()> done) {
  impl_->drain(grace, std::move(done));
}

}  // namespace http
