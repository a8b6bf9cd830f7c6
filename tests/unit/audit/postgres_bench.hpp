// A migrated database, stream stores on it, and drafts to fill them with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "audit/recovery_store.hpp"
#include "audit/samples.hpp"
#include "audit/stream_store.hpp"
#include "base/text.hpp"
#include "support/fake_random.hpp"
#include "support/postgres.hpp"

namespace samples {

inline crypto::KeyRing key_ring() {
  return crypto::KeyRing::parse(base::Secret("1 " + base::to_base64(base::bytes_of(std::string(32, 'm')))))
      .value();
}

struct PostgresBench {
  support::MigratedDatabase database = support::Postgres::instance().create_migrated_database();
  crypto::KeyRing keys = key_ring();
  support::FakeRandom random;
  base::SystemClock clock;

  db::ConnectOptions options(const std::string& url) const {
    db::ConnectOptions options;
    options.url = base::Secret(std::string_view(url));
    options.application_name = "unit_audit";
    return options;
  }

  std::unique_ptr<audit::StreamStore> store(const std::string& owner = "gw-1") {
    return audit::make_stream_store(options(database.app_url), owner, keys, random);
  }

  std::unique_ptr<db::Connection> connection() {
    return db::Connection::open(options(database.app_url)).value();
  }

  std::string sql(const std::string& text) const { return support::sql(database.admin_url, text); }

  // Adds a merchant of the samples, so that a record's merchant has a row.
  int merchant() const {
    return std::stoi(
        sql("INSERT INTO merchant (appid, authorized, stamp) VALUES ('wxf8b4f85f3a794e77', true, 1) "
            "ON CONFLICT (appid) DO UPDATE SET stamp = merchant.stamp RETURNING id"));
  }

  std::shared_ptr<const audit::Head> head(int merchant_id, const std::string& code = "A") {
    auto head = std::make_shared<audit::Head>();
    head->json = audit::query_head(samples::head(merchant_id, code), day_key(), random);
    head->columns = audit::query_columns(samples::head(merchant_id, code));
    return head;
  }

  audit::Draft draft(std::shared_ptr<const audit::Head> head,
                     std::optional<std::int64_t> intent = std::nullopt) {
    return {audit::entry_of(std::move(head), samples::active()), intent};
  }

  // Opens a stream as the writer does: its first record lists the sealed ones.
  std::unique_ptr<audit::Stream> open(audit::StreamStore& store, std::int64_t id) {
    std::unique_ptr<audit::Stream> stream;
    const auto cut = store.open(id, [&](const audit::Opening& opening) {
      listed = opening.sealed;
      stream = std::make_unique<audit::Stream>(id, opening.day, 1);
      return stream->cut({}, {draft(head(0))});
    });
    REQUIRE(cut.has_value());
    stream->apply(*cut);
    return stream;
  }

  base::Result<> append(audit::StreamStore& store, audit::Stream& stream, const audit::Cut& cut,
                        const std::vector<std::int64_t>& outbox = {}) {
    audit::Appended report;
    auto result = store.append({cut}, outbox, report);
    if (result) stream.apply(cut);
    return result;
  }

  std::vector<audit::SealedStream> listed;
};

}  // namespace samples
