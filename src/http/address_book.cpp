#include "http/address_book.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

namespace http {
namespace {

constexpr std::chrono::seconds pause_after_failure{1};

}  // namespace

Lookup system_lookup(boost::asio::io_context& loop) {
  using boost::asio::ip::tcp;
  const auto resolver = std::make_shared<tcp::resolver>(loop);
  return [resolver](const std::string& host, LookupDone done) {
    const auto finish = [done = std::move(done), resolver](const boost::system::error_code& error,
                                                           const tcp::resolver::results_type& results) {
      if (error) return done(std::unexpected(error.message()));
      Addresses addresses;
      for (const auto& result : results) {
        const auto address = base::unmapped(result.endpoint().address());
        if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
      }
      done(std::move(addresses));
    };
    resolver->async_resolve(host, "", finish);
  };
}

AddressBook::AddressBook(boost::asio::io_context& loop, Lookup lookup, std::chrono::seconds refresh_every,
                         const base::Clock& clock)
    : loop_(loop), lookup_(std::move(lookup)), refresh_every_(refresh_every), clock_(clock) {}

base::Awaitable<Outcome<Addresses>> AddressBook::find(std::string host, base::Deadline deadline) {
  if (const auto literal = base::parse_address(host)) co_return Addresses{*literal};

  Entry& entry = entries_[host];
  if (!entry.addresses.empty()) {
    Addresses known = entry.addresses;
    if (clock_.steady() >= entry.refresh_at) ask(host, entry);
    co_return known;
  }

  const auto handoff = std::make_shared<base::Handoff<Answer>>(loop_.get_executor());
  entry.waiting.push_back(handoff);
  ask(host, entry);
  const auto answer = co_await handoff->wait(deadline);
  if (!answer) co_return failed(Fault::timeout, host + ": the resolver did not answer in time");
  if (!*answer) co_return failed(Fault::resolve, host + ": " + answer->error());
  co_return **answer;
}

void AddressBook::ask(const std::string& host, Entry& entry) {
  if (entry.asking) return;
  entry.asking = true;
  lookup_(host, [weak = weak_from_this(), host](Answer answer) {
    if (const auto self = weak.lock()) self->answered(host, std::move(answer));
  });
}

void AddressBook::answered(const std::string& host, Answer answer) {
  if (answer && answer->empty()) answer = std::unexpected("no address");
  Entry& entry = entries_[host];
  entry.asking = false;
  if (answer) entry.addresses = *answer;
  entry.refresh_at = clock_.steady() + (answer ? refresh_every_ : pause_after_failure);
  for (const auto& handoff : std::exchange(entry.waiting, {})) {
    handoff->accept(answer);
  }
}

}  // namespace http
