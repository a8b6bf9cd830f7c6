// One connection: its requests are read, handled and answered one at a time, in order.
#pragma once

#include <expected>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "http/connection_book.hpp"
#include "http/request_reader.hpp"
#include "http/server_core.hpp"
#include "http/transport.hpp"
#include "http/watchdog.hpp"

namespace http {

// Runs as one coroutine on the server's loop and unregisters itself when it is destroyed.
class Session {
 public:
  // `place`: what the book gave; admitted without one: nobody counts. Not admitted: the one request it sends
  // is answered 503.
  Session(std::shared_ptr<ServerCore> core, std::unique_ptr<Transport> transport, const base::IpAddress& peer,
          bool admitted, std::optional<ConnectionBook::Place> place = std::nullopt);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // The whole life of the connection; it is closed afterwards. Throws nothing of its own.
  base::Awaitable<void> run();

  // The server stops: closes the connection if it waits for a request. Where the port is handed over, one
  // that has sent none yet has 1 s for it.
  void drain();
  // Closes the connection, whatever it does. The coroutine ends at its next step.
  void abort();
  // The same, for the sake of another one that has its place from now on.
  void make_room();

 private:
  base::Awaitable<bool> open();
  bool may_shake_hands();
  void enter(Phase phase);
  base::Awaitable<bool> read_proxy_header();
  base::Awaitable<bool> serve_next();
  base::Awaitable<Read> next_head();
  base::Awaitable<Read> next_body();
  base::Awaitable<Response> call_handler();
  base::Awaitable<bool> answer(Response response, const std::optional<Refusal>& refusal);
  base::Awaitable<void> hand_over(Takeover& takeover);
  base::Awaitable<bool> write(std::string_view bytes);
  base::Awaitable<void> linger();

  void begin_request();
  std::optional<Refusal> judge_head();
  std::optional<Refusal> unmatched() const;
  void set_target(std::string_view target);
  void find_route();
  Refusal refusal_of(Read read, bool in_body) const;
  Response refuse(const Refusal& refusal);
  Response render(const Refusal& refusal);
  std::size_t body_limit() const;
  void observe(const Response& response) const;

  const std::shared_ptr<ServerCore> core_;
  const std::unique_ptr<Transport> transport_;
  Watchdog watchdog_;
  RequestReader reader_;
  const std::list<Session*>::iterator entry_;
  const Standing<Session>::Handle seat_;
  std::optional<ConnectionBook::Place> place_;
  const bool admitted_;
  base::IpAddress peer_;  // behind the PROXY protocol: what the proxy said
  bool first_ = true;     // no request was read yet
  bool linger_ = false;   // something was answered: see that it arrives before the connection closes

  // The current request.
  Request request_;
  Framing framing_;
  Router::Match match_;
  bool at_end_ = false;  // all of it was read
  bool close_ = false;   // the connection ends with it
};

}  // namespace http
