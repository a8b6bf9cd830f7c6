#include "api/failure_status.hpp"

namespace api {

using base::Code;
using http::Failure;

int status_of(Failure failure) {
  switch (failure) {
    case Failure::bad_request:
      return 400;
    case Failure::not_found:
      return 404;
    case Failure::method_not_allowed:
      return 405;
    case Failure::body_too_large:
      return 413;
    case Failure::header_too_large:
      return 431;
    case Failure::request_timeout:
      return 408;
    case Failure::expectation_failed:
      return 417;
    case Failure::overloaded:
      return 503;
    case Failure::internal:
      return 500;
  }
  return 500;
}

Code code_of(Failure failure) {
  switch (failure) {
    case Failure::not_found:
      return Code::not_found;
    case Failure::method_not_allowed:
      return Code::method_not_allowed;
    case Failure::overloaded:
      return Code::overloaded;
    case Failure::internal:
      return Code::internal;
    case Failure::bad_request:
    case Failure::body_too_large:
    case Failure::header_too_large:
    case Failure::request_timeout:
    case Failure::expectation_failed:
      return Code::request_malformed;
  }
  return Code::internal;
}

}  // namespace api
