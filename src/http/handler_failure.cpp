#include "http/handler_failure.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>

#include <boost/system/system_error.hpp>

#include "http/server_core.hpp"

namespace http {
namespace {

struct Description {
  std::string type;
  std::string text;
};

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : type.name();
}

Description describe(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const boost::system::system_error& e) {
    return {type_name(typeid(e)), e.code().message()};
  } catch (const std::logic_error& e) {
    return {type_name(typeid(e)), e.what()};
  } catch (const std::bad_alloc& e) {
    return {type_name(typeid(e)), e.what()};
  } catch (const std::exception& e) {
    return {type_name(typeid(e)), "not shown"};
  } catch (...) {
    return {"unknown", "not shown"};
  }
}

}  // namespace

void log_handler_failure(ServerCore& core, const Request& request, const Route* route,
                         std::exception_ptr thrown) {
  const Description what = describe(std::move(thrown));
  core.log.error("handler_failed", {{"server", core.options.name},
                                    {"method", to_text(request.method)},
                                    {"route", route ? std::string_view(route->path) : "none"},
                                    {"request_id", request.id},
                                    {"exception", what.type},
                                    {"text", what.text}});
}

}  // namespace http
