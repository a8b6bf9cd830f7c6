#include "db/listener.hpp"

#include <list>

#include <pqxx/pqxx>

namespace db {
namespace {

class Receiver final : public pqxx::notification_receiver {
 public:
  Receiver(pqxx::connection_base& session, const std::string& channel, Listener::Handler handler)
      : notification_receiver(session, channel), handler_(std::move(handler)) {}
  void operator()(const std::string& payload, int) override { handler_(payload); }

 private:
  Listener::Handler handler_;
};

}  // namespace

struct Listener::Impl {
  std::unique_ptr<Connection> connection;
  std::list<Receiver> receivers;  // go before the connection does
};

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::~Listener() = default;

base::Result<std::unique_ptr<Listener>> Listener::open(const ConnectOptions& options,
                                                       const Handlers& handlers) {
  auto connection = Connection::open(options);
  if (!connection) return std::unexpected(connection.error());
  std::unique_ptr<Listener> listener(new Listener(std::make_unique<Impl>(std::move(*connection))));
  const auto listening = attempt(listener->connection(), [&](Connection& session) -> base::Result<> {
    for (const auto& [channel, handler] : handlers) {
      listener->impl_->receivers.emplace_back(session.raw(), channel, handler);
    }
    // libpqxx passes over a connection that is lost in LISTEN.
    if (session.broken()) throw pqxx::broken_connection("connection lost in LISTEN");
    return {};
  });
  if (!listening) return std::unexpected(listening.error());
  return listener;
}

Connection& Listener::connection() { return *impl_->connection; }

base::Result<> Listener::receive() {
  return attempt(*impl_->connection, [](Connection& session) -> base::Result<> {
    session.raw().get_notifs();
    if (session.broken()) throw pqxx::broken_connection("connection lost");
    return {};
  });
}

}  // namespace db
