#include "audit/reading_desk.hpp"

#include <utility>

#include "audit/access.hpp"
#include "audit/note_desk.hpp"
#include "audit/persons.hpp"
#include "audit/proof_store.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Awaitable;
using base::Code;
using base::Result;

constexpr std::chrono::seconds reading_patience{20};

Result<Page> search_with_persons(db::Connection& connection, const PageRequest& request,
                                 const crypto::KeyRing& keys, const base::Clock& clock) {
  auto page = audit::search(connection, request, clock);
  if (!page) return page;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Page> {
    name_persons(transaction, keys, page->records);
    return std::move(*page);
  });
}

Result<OneRecord> read_record(db::Connection& connection, const Filter& filter, const crypto::KeyRing& keys,
                              const base::Clock& clock) {
  PageRequest request;
  request.filter = filter;
  request.limit = 1;
  auto page = search_with_persons(connection, request, keys, clock);
  if (!page) return std::unexpected(page.error());
  if (page->records.empty()) return base::fail(Code::not_found, "there is no such record");
  OneRecord one{std::move(page->records.front()), std::nullopt};
  auto receipt = db::in_transaction(connection, [&](db::Transaction& transaction) {
    return make_bundle(transaction, {one.found.place.stream, one.found.place.seq});
  });
  if (receipt) {
    one.receipt = std::move(*receipt);
  } else if (receipt.error().code != Code::busy) {
    return std::unexpected(receipt.error());
  }
  return one;
}

}  // namespace

template <class Read>
auto ReadingDesk::reading(Reader reader, std::string action, std::string details, Read read) {
  Access access{std::move(reader.actor), std::move(action), std::move(details), std::move(reader.reason)};
  return database_.run(
      base::Deadline{clock_.steady() + reading_patience},
      [this, access = std::move(access), read = std::move(read)](
          db::Connection& connection) mutable -> std::invoke_result_t<Read&, db::Connection&> {
        const auto noted = db::in_transaction(connection, [&](db::Transaction& transaction) {
          return note_access(transaction, keys_, random_, clock_.wall(), access);
        });
        if (!noted) return std::unexpected(noted.error());
        return read(connection);
      });
}

Awaitable<Result<Page>> ReadingDesk::search(Reader reader, PageRequest request) {
  auto details = filter_json(request.filter);
  return reading(std::move(reader), "search", std::move(details),
                 [this, request = std::move(request)](db::Connection& connection) {
                   return search_with_persons(connection, request, keys_, clock_);
                 });
}

Awaitable<Result<OneRecord>> ReadingDesk::record(Reader reader, Filter filter) {
  std::string details = "{";
  base::JsonMembers(details).text("of", filter.record.value_or(RecordId()).text());
  details += '}';
  return reading(std::move(reader), "proof", std::move(details),
                 [this, filter = std::move(filter)](db::Connection& connection) {
                   return read_record(connection, filter, keys_, clock_);
                 });
}

Awaitable<Result<std::string>> ReadingDesk::consistency(Reader reader, std::int64_t stream,
                                                        std::int64_t old_size, std::int64_t size) {
  std::string details = "{";
  base::JsonMembers(details).text(
      "of", base::to_hex(stream) + ' ' + std::to_string(old_size) + ' ' + std::to_string(size));
  details += '}';
  return reading(std::move(reader), "proof", std::move(details),
                 [=](db::Connection& connection) -> Result<std::string> {
                   auto proof = consistency_of(connection, stream, old_size, size);
                   if (!proof) return std::unexpected(proof.error());
                   return std::move(proof->text);
                 });
}

Awaitable<Result<std::string>> ReadingDesk::line_of(RecordId id) {
  co_return co_await database_.run(base::Deadline{clock_.steady() + reading_patience},
                                   [this, id](db::Connection& connection) -> Result<std::string> {
                                     PageRequest request;
                                     request.filter.record = id;
                                     request.limit = 1;
                                     auto page = audit::search(connection, request, clock_);
                                     if (!page) return std::unexpected(page.error());
                                     if (page->records.empty())
                                       return base::fail(Code::not_found, "there is no such record");
                                     return std::move(page->records.front().line);
                                   });
}

Awaitable<Result<std::vector<Bar>>> ReadingDesk::pulse() {
  const auto now = clock_.steady();
  if (now < pulse_until_) co_return pulse_;
  HistogramRequest request;
  request.filter.kinds = {Kind::query};
  request.filter.to = clock_.wall() + std::chrono::minutes(1);
  request.filter.from = std::chrono::floor<std::chrono::minutes>(clock_.wall()) - std::chrono::minutes(59);
  auto bars = co_await database_.run(base::Deadline{now + reading_patience},
                                     [request = std::move(request)](db::Connection& connection) {
                                       return audit::histogram(connection, request);
                                     });
  if (!bars) co_return std::unexpected(bars.error());
  pulse_ = *std::move(bars);
  pulse_until_ = clock_.steady() + std::chrono::seconds(2);
  co_return pulse_;
}

Awaitable<Result<std::vector<Bar>>> ReadingDesk::histogram(Reader reader, HistogramRequest request) {
  auto details = filter_json(request.filter);
  return reading(std::move(reader), "histogram", std::move(details),
                 [request = std::move(request)](db::Connection& connection) {
                   return audit::histogram(connection, request);
                 });
}

Awaitable<Result<Usage>> ReadingDesk::usage(Reader reader, std::string month, std::string merchant) {
  std::string details = "{";
  base::JsonMembers(details).text("month", month).text_unless_empty("merchant", merchant);
  details += '}';
  return reading(std::move(reader), "usage", std::move(details),
                 [month = std::move(month), merchant = std::move(merchant)](db::Connection& connection) {
                   return usage_of(connection, month, merchant);
                 });
}

}  // namespace audit
