// Names to addresses: the last good ones stay in use.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/address.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "http/fault.hpp"

namespace http {

using Addresses = std::vector<base::IpAddress>;

// Asks for the addresses of a name and calls back on the loop, once; the error is a text for the log.
using LookupDone = std::function<void(std::expected<Addresses, std::string>)>;
using Lookup = std::function<void(const std::string& host, LookupDone)>;

// The system's resolver. It runs one question at a time on a thread of the loop, and a question that was
// begun cannot be called off.
Lookup system_lookup(boost::asio::io_context& loop);

// On one loop. At most one question a name is in flight; whoever needs the answer meanwhile shares it.
class AddressBook : public std::enable_shared_from_this<AddressBook> {
 public:
  AddressBook(boost::asio::io_context& loop, Lookup lookup, std::chrono::seconds refresh_every,
              const base::Clock& clock);

  // An address stands for itself. A known name is answered at once, and asked for again in the background
  // when its addresses are older than `refresh_every` (after a failure: one second). Only an unknown name
  // waits, at most until the deadline (Fault::timeout). Never an empty list.
  base::Awaitable<Outcome<Addresses>> find(std::string host, base::Deadline deadline);

 private:
  using Answer = std::expected<Addresses, std::string>;
  struct Entry {
    Addresses addresses;  // empty: not known yet
    base::SteadyTime refresh_at;
    bool asking = false;
    std::vector<std::shared_ptr<base::Handoff<Answer>>> waiting;
  };

  void ask(const std::string& host, Entry& entry);
  void answered(const std::string& host, Answer answer);

  boost::asio::io_context& loop_;
  Lookup lookup_;
  std::chrono::seconds refresh_every_;
  const base::Clock& clock_;
  std::map<std::string, Entry> entries_;
};

}  // namespace http
