#include "app/loop.hpp"

#include <pthread.h>

#include <exception>
#include <memory>
#include <typeinfo>
#include <utility>

#include <boost/asio/post.hpp>

namespace app {

Loop::Loop(std::string name, base::Log& log) : name_(std::move(name)), log_(log) {}

Loop::~Loop() {
  release();
  join();
}

void Loop::start() {
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), name_.substr(0, 15).c_str());
    while (true) {
      try {
        io_.run();
        return;
      } catch (const std::exception& error) {
        log_.error("unplanned_exception", {{"loop", name_}, {"what", typeid(error).name()}});
      }
    }
  });
}

void Loop::release() { guard_.reset(); }

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

std::future<void> Loop::begin(std::function<void(std::function<void()>)> begin) {
  const auto finished = std::make_shared<std::promise<void>>();
  auto future = finished->get_future();
  boost::asio::post(io_,
                    [begin = std::move(begin), finished] { begin([finished] { finished->set_value(); }); });
  return future;
}

void Loop::call(std::function<void()> f) {
  begin([f = std::move(f)](const std::function<void()>& done) {
    f();
    done();
  }).wait();
}

}  // namespace app
