// What the connections of one server share. Everything on the server's loop.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "http/request_ids.hpp"
#include "http/response_writer.hpp"
#include "http/server.hpp"
#include "http/standing.hpp"

namespace http {

class Session;

// Connections beyond the limit that are being told so; still more are closed without a word.
inline constexpr std::size_t max_turned_away = 64;

// Held by the server and by each of its connections, so that a connection that ends last finds it.
struct ServerCore {
  boost::asio::io_context& loop;
  ServerOptions options;  // of which limits and trusted proxies may change
  const Router& router;
  const base::Clock& clock;
  RequestIds ids;
  base::Log& log;

  std::function<void(const Served&)> on_served;
  DateHeader date;
  // Memory for an answer and for a request's headers; who takes it gives it back.
  std::string spare_output;
  std::vector<Header> spare_headers;
  std::list<Session*> sessions;
  Standing<Session> standing;
  std::size_t turned_away = 0;  // of them
  bool draining = false;        // every answer ends its connection
  bool leaving = false;         // and nothing new is begun
  std::function<void()> on_session_end;
};

}  // namespace http
