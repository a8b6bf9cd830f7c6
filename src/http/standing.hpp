// Which connection may be closed so that another one finds room: decisions only.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>

#include "base/clock.hpp"

namespace http {

// What a connection does.
enum class Phase : std::uint8_t {
  opening,    // it has to announce its client
  handshake,  // TLS
  idle,       // nothing of its next request has come
  arriving,   // a part of a request has come
  working,    // its request is handled or answered: never closed for another
};

// The connections of one loop, each kind in the order in which they came to it. `T` outlives its seat.
template <class T>
class Standing {
 public:
  struct Seat {
    T* who;
    Phase phase;
    base::SteadyTime since;
  };
  using Handle = std::list<Seat>::iterator;

  // A request comes in one piece, a handshake takes a few round trips. Who takes longer is closed before
  // anybody is turned away.
  static constexpr std::chrono::seconds slow{1};

  Handle add(T& who, Phase phase, base::SteadyTime now) {
    auto& seats = of(phase);
    return seats.insert(seats.end(), Seat{&who, phase, now});
  }
  void move(Handle seat, Phase phase, base::SteadyTime now) {
    auto& to = of(phase);
    to.splice(to.end(), of(seat->phase), seat);
    seat->phase = phase;
    seat->since = now;
  }
  void remove(Handle seat) { of(seat->phase).erase(seat); }

  // The longest idle one; without any, the one whose peer has kept us waiting for longest, if that is slow.
  // Null: nobody.
  T* dispensable(base::SteadyTime now) const {
    if (const auto& idle = of(Phase::idle); !idle.empty()) return idle.front().who;
    const Seat* oldest = nullptr;
    for (const Phase phase : {Phase::opening, Phase::handshake, Phase::arriving}) {
      const auto& seats = of(phase);
      if (!seats.empty() && (!oldest || seats.front().since < oldest->since)) oldest = &seats.front();
    }
    return oldest && now - oldest->since >= slow ? oldest->who : nullptr;
  }
  // The handshake that has taken longest, if that is slow. Null: none.
  T* slow_handshake(base::SteadyTime now) const {
    const auto& seats = of(Phase::handshake);
    return !seats.empty() && now - seats.front().since >= slow ? seats.front().who : nullptr;
  }

  std::size_t count(Phase phase) const { return of(phase).size(); }

 private:
  std::list<Seat>& of(Phase phase) { return seats_[static_cast<std::size_t>(phase)]; }
  const std::list<Seat>& of(Phase phase) const { return seats_[static_cast<std::size_t>(phase)]; }

  std::array<std::list<Seat>, 5> seats_;
};

}  // namespace http
