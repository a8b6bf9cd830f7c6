#include "http/client.hpp"

#include <utility>

#include "base/secret.hpp"
#include "http/connector.hpp"
#include "http/exchange.hpp"
#include "http/origin_pool.hpp"
#include "http/request_writer.hpp"

namespace http {

base::Result<> ClientOptions::check() const {
  const auto wrong = [](const char* what) { return base::fail(base::Code::config_invalid, what); };
  if (connections_per_origin == 0) return wrong("connections_per_origin must be above 0");
  if (connect.count() <= 0) return wrong("the connect limit must be above 0");
  if (idle.count() <= 0) return wrong("the idle limit must be above 0");
  if (!source_address.empty() && !base::parse_address(source_address)) {
    return wrong("source_address is not an IP address");
  }
  if (proxy && proxy->tls) return wrong("the proxy must be reached over http, not https");
  return {};
}

bool Exchange::stale() const {
  return reused && sent != Sent::yes && (fault == Fault::write || fault == Fault::read);
}

struct Client::Impl {
  Impl(boost::asio::io_context& io, ClientOptions given, std::shared_ptr<TlsClientContext> tls,
       const base::Clock& the_clock)
      : loop(io),
        options(std::move(given)),
        checked(options.check()),
        clock(the_clock),
        connector(io, options, std::move(tls), the_clock) {}

  boost::asio::io_context& loop;
  const ClientOptions options;
  const base::Result<> checked;
  const base::Clock& clock;
  Connector connector;
  std::vector<std::shared_ptr<OriginPool>> pools;  // few: an origin comes from the configuration
  bool closed = false;

  OriginPool& pool_of(const Origin& origin) {
    for (const auto& pool : pools) {
      if (pool->origin() == origin) return *pool;
    }
    pools.push_back(std::make_shared<OriginPool>(loop, origin, options, clock));
    if (closed) pools.back()->close();
    return *pools.back();
  }

  // What keeps the exchange from being tried at all.
  Outcome<IncomingResponse> check(const OutgoingRequest& request) const {
    if (!checked) return failed(Fault::request, checked.error().detail);
    const auto problem = problem_of(request);
    if (!problem.empty()) return failed(Fault::request, std::string(problem));
    return IncomingResponse();
  }

  void write(Connection& connection, const OriginPool& pool, const OutgoingRequest& request) const {
    const bool absolute = options.proxy && !pool.origin().tls;
    const std::string prefix = absolute ? "http://" + pool.host_header() : std::string();
    connection.outgoing().clear();
    append_request(connection.outgoing(), request, prefix, pool.host_header());
  }

  // Sets `sent` and `reused` of the result.
  base::Awaitable<Outcome<IncomingResponse>> run(OriginPool& pool, const OutgoingRequest& request,
                                                 base::Deadline deadline, Exchange& result);
};

base::Awaitable<Outcome<IncomingResponse>> Client::Impl::run(OriginPool& pool, const OutgoingRequest& request,
                                                             base::Deadline deadline, Exchange& result) {
  if (deadline.passed(clock.steady())) co_return failed(Fault::timeout, "the deadline had passed before");
  auto place = pool.ask(request.fresh_connection);
  if (const auto* ticket = std::get_if<OriginPool::Ticket>(&place)) {
    place = co_await pool.wait(*ticket, deadline);
  }
  if (auto* refused = std::get_if<Failed>(&place)) co_return std::unexpected(std::move(*refused));
  auto& lease = std::get<Lease>(place);
  result.reused = lease.connection() != nullptr;
  if (!result.reused) {
    auto opened = co_await connector.open(pool.origin(), pool.session(), deadline);
    if (!opened) co_return std::unexpected(std::move(opened.error()));
    lease.opened(std::move(*opened));
  }

  Connection& connection = *lease.connection();
  connection.close_at(deadline);
  write(connection, pool, request);
  const auto body =
      request.method == Method::head ? ResponseReader::Body::none : ResponseReader::Body::expected;
  connection.reader().begin(body, request.response_limit);
  auto exchanged = co_await exchange(connection);

  result.sent = exchanged.sent;
  base::wipe(connection.outgoing());
  if (!exchanged.response || !connection.reader().may_keep()) co_return std::move(exchanged.response);
  if (!result.reused && connection.tls() != nullptr) {
    pool.session().take_from(connection.tls()->native_handle());
  }
  lease.keep();
  co_return std::move(exchanged.response);
}

Client::Client(boost::asio::io_context& loop, ClientOptions options, std::shared_ptr<TlsClientContext> tls,
               const base::Clock& clock)
    : impl_(std::make_shared<Impl>(loop, std::move(options), std::move(tls), clock)) {}

Client::~Client() { close(); }

base::Awaitable<Exchange> Client::send(const Origin& origin, const OutgoingRequest& request,
                                       base::Deadline deadline) {
  const auto impl = impl_;  // outlives the client while the exchange runs
  const auto begun = impl->clock.steady();
  Exchange result;
  auto response = impl->check(request);
  if (response) response = co_await impl->run(impl->pool_of(origin), request, deadline, result);

  result.took = std::chrono::duration_cast<base::Micros>(impl->clock.steady() - begun);
  if (response) {
    result.result = std::move(*response);
  } else {
    result.fault = response.error().fault;
    result.result = std::unexpected(to_error(std::move(response.error())));
  }
  co_return result;
}

Client::Counts Client::counts() const {
  Counts total;
  for (const auto& pool : impl_->pools) {
    const auto counts = pool->counts();
    total.open += counts.open;
    total.idle += counts.idle;
    total.waiting += counts.waiting;
    total.refused += counts.refused;
  }
  return total;
}

void Client::close() {
  impl_->closed = true;
  for (const auto& pool : impl_->pools) {
    pool->close();
  }
}

}  // namespace http
