// Faults on demand: which call goes wrong, and how.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace simulator {

enum class FaultKind {
  delay,         // nothing but late
  errcode,       // a refusal with any errcode
  status,        // another HTTP status, with a proxy's HTML
  html,          // 200 with HTML
  empty,         // 200 with nothing
  invalid_json,  // the answer without its end, Content-Length fitting
  not_utf8,      // the answer with bytes that are no UTF-8 in a string
  huge,          // the answer with a member of `bytes` bytes
  drip,          // `chunk` bytes every `interval`
  interim,       // `count` answers 1xx before the answer
  truncated,     // Content-Length larger than what comes, then the end
  chunked_cut,   // chunked, ends without the last chunk
  no_length,     // neither length nor chunks: the end of the connection ends the body
  garbage,       // no HTTP at all
  silent_close,  // the whole answer, then the connection closes unannounced
  reset,         // TCP reset instead of an answer
  reset_mid,     // TCP reset in the middle of the answer
  reset_unread,  // TCP reset, and the request counts as never read
};

// Nothing for a name that is not one of the enumerators.
std::optional<FaultKind> fault_kind(std::string_view name);
std::string_view name(FaultKind kind);
// Whether the call is done although its answer goes wrong, unless the fault says otherwise.
bool executes_by_default(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::delay;
  std::string path;                    // empty: every call
  std::string merchant;                // appid; empty: of anyone
  std::uint64_t skip = 0;              // matching calls that pass unharmed first
  std::uint64_t times = 1;             // 0: for ever
  double probability = 1;              // of each matching call
  std::chrono::milliseconds delay{0};  // before anything is answered, with every kind
  bool execute = true;                 // whether the call is done

  int errcode = -1;
  std::string errmsg;  // empty: the errcode's own text
  int status = 502;    // for interim: 100 to 199, else 103
  std::string body;    // for status and html; empty: a proxy's page
  std::uint64_t bytes = 64ULL << 20;
  std::uint64_t count = 1;
  std::uint64_t chunk = 1;
  std::chrono::milliseconds interval{10};

  std::uint64_t id = 0;    // given by Faults::add
  std::uint64_t hits = 0;  // calls that it spoiled
};

// In the order added; a call takes the first that matches.
class Faults {
 public:
  std::uint64_t add(Fault fault);
  void clear() { faults_.clear(); }
  // False when there is none with this id.
  bool remove(std::uint64_t id);
  const std::list<Fault>& all() const { return faults_; }

  // Counts. A fault that has struck `times` times stays in the list, spent.
  std::optional<Fault> take(std::string_view path, std::string_view merchant, base::Random& random);

 private:
  std::list<Fault> faults_;
  std::uint64_t last_id_ = 0;
};

}  // namespace simulator
