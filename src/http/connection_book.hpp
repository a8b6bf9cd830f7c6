// How many connections there are, in all and from each address, over all loops of the listeners that share
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/address.hpp"

namespace http {

struct ConnectionLimits {
  std::size_t all = 10'000;
  std::size_t per_address = 1'000;  // a client's IPv4 address, or the first 64 bits of its IPv6 address
  std::size_t handshakes = 500;     // TLS handshakes under way; no address gets more than half of them
};

enum class ConnectionVerdict { admitted, full, address_full };
enum class HandshakeVerdict { begun, full, address_full };

// Pure. `mine`: of the `used` ones, those of the same address. The addresses of proxies are exempt from
// limits of an address: many clients stand behind them.
ConnectionVerdict judge_connection(std::size_t mine, std::size_t used, bool exempt,
                                   const ConnectionLimits& limits);
HandshakeVerdict judge_handshake(std::size_t mine, std::size_t used, bool exempt,
                                 const ConnectionLimits& limits);

// Thread-safe; a short lock where a connection or a handshake begins or ends, none in between. Held by
// shared_ptr.
class ConnectionBook : public std::enable_shared_from_this<ConnectionBook> {
 public:
  ConnectionBook(ConnectionLimits limits, std::vector<base::Cidr> exempt);

  // What a connection holds as long as it lives.
  class Place {
   public:
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&&) = delete;
    ~Place();

    HandshakeVerdict begin_handshake();
    void end_handshake();  // nothing when none is under way

   private:
    friend class ConnectionBook;
    Place(std::shared_ptr<ConnectionBook> book, base::IpAddress address, bool exempt);
    std::shared_ptr<ConnectionBook> book_;
    base::IpAddress address_;
    bool exempt_;
    bool handshake_ = false;
  };

  std::expected<Place, ConnectionVerdict> enter(const base::IpAddress& client);
  // For connections and handshakes that begin from now on.
  void change(ConnectionLimits limits, std::vector<base::Cidr> exempt);

  // What came of it in the end, told by who asked.
  void refused(ConnectionVerdict verdict);
  void refused_handshake();
  void made_room();

  struct Counts {
    ConnectionLimits limits;
    std::size_t connections = 0;
    std::size_t addresses = 0;
    std::size_t most_of_an_address = 0;  // the most that one of them has, proxies aside
    std::size_t handshakes = 0;
    std::uint64_t refused = 0;  // for the limit of all
    std::uint64_t refused_for_address = 0;
    std::uint64_t refused_handshakes = 0;
    std::uint64_t made_room = 0;  // closed so that another one could come
  };
  Counts counts() const;

 private:
  struct Holding {
    std::size_t connections = 0;
    std::size_t handshakes = 0;
    bool exempt = false;
  };
  void leave(const Place& place);

  mutable std::mutex mutex_;
  std::vector<base::Cidr> exempt_;
  std::map<base::IpAddress, Holding> addresses_;
  Counts counts_;
};

}  // namespace http
