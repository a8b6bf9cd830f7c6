#include "http/fault.hpp"

#include <utility>

namespace http {
namespace {

struct Row {
  std::string_view name;
  base::Code code;
  std::string_view detail;
};

Row row(Fault fault) {
  using base::Code;
  switch (fault) {
    case Fault::none:
      break;
    case Fault::request:
      return {"request", Code::invalid_argument, "the request cannot be written as HTTP"};
    case Fault::waiting:
      return {"waiting", Code::overloaded, "no connection to the server came free in time"};
    case Fault::timeout:
      return {"timeout", Code::upstream_timeout, "the server did not answer in time"};
    case Fault::resolve:
      return {"resolve", Code::upstream_failed, "the server's name could not be resolved"};
    case Fault::connect:
      return {"connect", Code::upstream_failed, "the server could not be reached"};
    case Fault::proxy:
      return {"proxy", Code::upstream_failed, "the proxy did not connect to the server"};
    case Fault::tls:
      return {"tls", Code::upstream_failed, "no trusted TLS connection to the server"};
    case Fault::write:
      return {"write", Code::upstream_failed, "the connection broke while the request was sent"};
    case Fault::read:
      return {"read", Code::upstream_failed, "the connection ended before the answer was complete"};
    case Fault::response:
      return {"response", Code::upstream_failed, "the server's answer is not proper HTTP"};
    case Fault::too_large:
      return {"too_large", Code::upstream_failed, "the server's answer is too large"};
  }
  return {"", Code::internal, ""};
}

}  // namespace

std::string_view name(Fault fault) { return row(fault).name; }

std::unexpected<Failed> failed(Fault fault, std::string cause) {
  return std::unexpected(Failed{fault, std::move(cause)});
}

base::Error to_error(Failed failed) {
  const auto [name, code, detail] = row(failed.fault);
  std::string cause(name);
  if (!failed.cause.empty()) cause += ": " + failed.cause;
  return base::Error{code, std::string(detail), std::move(cause)};
}

}  // namespace http
