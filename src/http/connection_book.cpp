#include "http/connection_book.hpp"

#include <algorithm>
#include <utility>

#include "base/sharing.hpp"

namespace http {

ConnectionVerdict judge_connection(std::size_t mine, std::size_t used, bool exempt,
                                   const ConnectionLimits& limits) {
  if (!exempt && mine >= limits.per_address) return ConnectionVerdict::address_full;
  return used < limits.all ? ConnectionVerdict::admitted : ConnectionVerdict::full;
}

HandshakeVerdict judge_handshake(std::size_t mine, std::size_t used, bool exempt,
                                 const ConnectionLimits& limits) {
  if (used >= limits.handshakes) return HandshakeVerdict::full;
  if (exempt || base::may_take_one(mine, used, limits.handshakes)) return HandshakeVerdict::begun;
  return HandshakeVerdict::address_full;
}

ConnectionBook::ConnectionBook(ConnectionLimits limits, std::vector<base::Cidr> exempt)
    : exempt_(std::move(exempt)) {
  counts_.limits = limits;
}

std::expected<ConnectionBook::Place, ConnectionVerdict> ConnectionBook::enter(const base::IpAddress& client) {
  const auto address = base::origin_of(client);
  const std::lock_guard lock(mutex_);
  const bool exempt = base::contains(exempt_, client);
  const auto known = addresses_.find(address);
  const std::size_t mine = known == addresses_.end() ? 0 : known->second.connections;
  const auto verdict = judge_connection(mine, counts_.connections, exempt, counts_.limits);
  if (verdict != ConnectionVerdict::admitted) return std::unexpected(verdict);
  Holding& holding = addresses_[address];
  ++holding.connections;
  holding.exempt = exempt;
  ++counts_.connections;
  return Place(shared_from_this(), address, exempt);
}

void ConnectionBook::leave(const Place& place) {
  const std::lock_guard lock(mutex_);
  const auto holding = addresses_.find(place.address_);
  --counts_.connections;
  if (--holding->second.connections == 0) addresses_.erase(holding);
}

void ConnectionBook::change(ConnectionLimits limits, std::vector<base::Cidr> exempt) {
  const std::lock_guard lock(mutex_);
  counts_.limits = limits;
  exempt_ = std::move(exempt);
}

void ConnectionBook::refused(ConnectionVerdict verdict) {
  const std::lock_guard lock(mutex_);
  ++(verdict == ConnectionVerdict::address_full ? counts_.refused_for_address : counts_.refused);
}

void ConnectionBook::refused_handshake() {
  const std::lock_guard lock(mutex_);
  ++counts_.refused_handshakes;
}

void ConnectionBook::made_room() {
  const std::lock_guard lock(mutex_);
  ++counts_.made_room;
}

ConnectionBook::Counts ConnectionBook::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.addresses = addresses_.size();
  for (const auto& [address, holding] : addresses_) {
    if (!holding.exempt) counts.most_of_an_address = std::max(counts.most_of_an_address, holding.connections);
  }
  return counts;
}

ConnectionBook::Place::Place(std::shared_ptr<ConnectionBook> book, base::IpAddress address, bool exempt)
    : book_(std::move(book)), address_(std::move(address)), exempt_(exempt) {}

ConnectionBook::Place::~Place() {
  if (!book_) return;  // moved from
  end_handshake();
  book_->leave(*this);
}

HandshakeVerdict ConnectionBook::Place::begin_handshake() {
  const std::lock_guard lock(book_->mutex_);
  Holding& holding = book_->addresses_.at(address_);
  Counts& counts = book_->counts_;
  const auto verdict = judge_handshake(holding.handshakes, counts.handshakes, exempt_, counts.limits);
  if (verdict != HandshakeVerdict::begun) return verdict;
  ++holding.handshakes;
  ++counts.handshakes;
  handshake_ = true;
  return verdict;
}

void ConnectionBook::Place::end_handshake() {
  if (!std::exchange(handshake_, false)) return;
  const std::lock_guard lock(book_->mutex_);
  --book_->addresses_.at(address_).handshakes;
  --book_->counts_.handshakes;
}

}  // namespace http
