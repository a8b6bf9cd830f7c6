#include "http/origin_pool.hpp"

#include <exception>
#include <utility>

namespace http {

Lease::Lease(std::shared_ptr<OriginPool> pool, ConnectionPtr connection)
    : pool_(std::move(pool)), connection_(std::move(connection)) {}

Lease::Lease(Lease&& other) noexcept = default;

Lease& Lease::operator=(Lease&& other) noexcept {
  if (this != &other) {
    end();
    pool_ = std::move(other.pool_);
    connection_ = std::move(other.connection_);
    keep_ = other.keep_;
  }
  return *this;
}

Lease::~Lease() { end(); }

void Lease::end() noexcept {
  const auto pool = std::move(pool_);
  if (!pool) return;  // moved from
  try {
    if (keep_) return pool->give_back(std::move(connection_));
    connection_.reset();
    pool->lost();
  } catch (const std::exception&) {
    pool->pool_.forget();  // out of memory: nobody is woken, but the count stays right
  }
}

OriginPool::OriginPool(boost::asio::io_context& loop, Origin origin, const ClientOptions& options,
                       const base::Clock& clock)
    : loop_(loop),
      origin_(std::move(origin)),
      host_header_(origin_.host_header()),
      clock_(clock),
      pool_({options.connections_per_origin, options.waiting_per_origin, options.idle}),
      idle_timer_(loop) {}

OriginPool::Place OriginPool::ask(bool fresh) {
  auto decision = pool_.ask(clock_.steady(), fresh);
  if (auto* connection = std::get_if<ConnectionPtr>(&decision)) return usable(std::move(*connection));
  if (std::holds_alternative<Connections::Open>(decision)) return Lease(shared_from_this(), nullptr);
  if (std::holds_alternative<Connections::Refused>(decision)) {
    ++refused_;
    return Failed{Fault::waiting, "too many requests wait for a connection already"};
  }
  const auto ticket = std::get<Connections::Wait>(decision).ticket;
  waiting_.emplace(ticket, std::make_shared<base::Handoff<Connections::Grant>>(loop_.get_executor()));
  return ticket;
}

base::Awaitable<OriginPool::Place> OriginPool::wait(Ticket ticket, base::Deadline deadline) {
  const auto handoff = waiting_.at(ticket);
  auto grant = co_await handoff->wait(deadline);
  waiting_.erase(ticket);
  if (grant) co_return usable(std::move(*grant));
  pool_.leave(ticket);
  ++refused_;
  co_return Failed{Fault::waiting, "all connections to the origin stayed in use"};
}

// A grant whose connection has died meanwhile is replaced, as often as it takes.
Lease OriginPool::usable(Connections::Grant grant) {
  while (auto* connection = std::get_if<ConnectionPtr>(&grant)) {
    if ((*connection)->is_quiet()) return Lease(shared_from_this(), std::move(*connection));
    grant = pool_.replace(clock_.steady());
  }
  return Lease(shared_from_this(), nullptr);
}

void OriginPool::give_back(ConnectionPtr connection) {
  connection->rest();
  deliver(pool_.give_back(std::move(connection), clock_.steady()));
  watch_idle();
}

void OriginPool::lost() { deliver(pool_.lost()); }

void OriginPool::deliver(std::optional<Connections::Granted> granted) {
  if (granted) waiting_.at(granted->ticket)->accept(std::move(granted->grant));
}

void OriginPool::watch_idle() {
  const auto next = pool_.next_expiry();
  if (watching_ || !next) return;
  watching_ = true;
  idle_timer_.expires_after(*next - clock_.steady());
  idle_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!self) return;
    self->watching_ = false;
    if (error) return;
    self->pool_.expire(self->clock_.steady());
    self->watch_idle();
  });
}

Client::Counts OriginPool::counts() const { return {pool_.open(), pool_.idle(), pool_.waiting(), refused_}; }

void OriginPool::close() {
  pool_.close();
  idle_timer_.cancel();
}

}  // namespace http
