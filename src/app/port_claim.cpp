#include "app/port_claim.hpp"

#include <chrono>

#include <boost/asio/steady_timer.hpp>

namespace app {
namespace {

constexpr std::chrono::seconds look_again{2};

}  // namespace

struct PortClaim::Impl : std::enable_shared_from_this<Impl> {
  Impl(boost::asio::io_context& loop, http::Server& claimed, std::size_t count, base::Log& events)
      : timer(loop), server(claimed), own(count), log(events) {}

  void claim() {
    if (stopping) return;
    const auto all = server.claim_new_connections(own);
    if (!all) {
      log.warn("port_not_claimed", {{"port", server.port()}, {"reason", all.error().detail}});
      return;
    }
    if (*all == own) return;
    if (!told) log.info("port_claimed", {{"port", server.port()}, {"others", *all - own}});
    told = true;
    timer.expires_after(look_again);
    timer.async_wait([self = shared_from_this()](boost::system::error_code) { self->claim(); });
  }

  boost::asio::steady_timer timer;
  http::Server& server;
  std::size_t own;
  base::Log& log;
  bool told = false;
  bool stopping = false;
};

PortClaim::PortClaim(boost::asio::io_context& loop, http::Server& server, std::size_t own, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, server, own, log)) {}

PortClaim::~PortClaim() = default;

void PortClaim::start() { impl_->claim(); }

void PortClaim::stop() {
  impl_->stopping = true;
  impl_->timer.cancel();
}

}  // namespace app
