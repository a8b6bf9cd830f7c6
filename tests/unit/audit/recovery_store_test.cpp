#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include "audit/postgres_bench.hpp"
#include "db/transaction.hpp"

namespace recovery_store_test {

using samples::PostgresBench;

const audit::RecoveryOptions at_once{"gw-2", std::chrono::milliseconds(0)};

std::optional<audit::Recovered> recover(PostgresBench& bench,
                                        const audit::RecoveryOptions& options = at_once) {
  const auto connection = bench.connection();
  const auto silent = audit::silent_streams(*connection, options);
  REQUIRE_MESSAGE(silent.has_value(), silent.error().cause);
  if (silent->empty()) return std::nullopt;
  const auto result =
      audit::recover_one(*connection, options, silent->front(), bench.keys, bench.clock, bench.random);
  REQUIRE_MESSAGE(result.has_value(), result.error().cause);
  return *result;
}

// A stream with three intents, of which the second has its record.
std::unique_ptr<audit::Stream> abandoned(PostgresBench& bench, audit::StreamStore& store, int merchant) {
  auto stream = bench.open(store, 1001);
  const std::vector heads{bench.head(merchant, "A"), bench.head(merchant, "B"), bench.head(merchant, "C")};
  REQUIRE(bench.append(store, *stream, stream->cut(heads, {})));
  REQUIRE(bench.append(store, *stream, stream->cut({}, {bench.draft(heads[1], 1)})));
  return stream;
}

TEST_CASE("intents of a dead process become unknown and its stream is sealed") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto merchant = bench.merchant();
  const auto stream = abandoned(bench, *store, merchant);
  const auto report = recover(bench);
  REQUIRE(report);
  CHECK(report->stream == 1001);
  CHECK(report->owner == "gw-1");
  CHECK(report->unknown == 2);
  CHECK_FALSE(report->damaged);

  CHECK(bench.sql("SELECT state || ' ' || epoch || ' ' || sealed_by FROM audit_stream") == "sealed 2 gw-2");
  CHECK(bench.sql("SELECT count(*) FROM audit_intent") == "0");
  CHECK(bench.sql(
            "SELECT string_agg(intent || ':' || outcome || ':' || merchant || ':' || code, ' ' ORDER BY seq) "
            "FROM audit_record WHERE intent IS NOT NULL") == "1:1:" + std::to_string(merchant) +
                                                                 ":B 0:6:" + std::to_string(merchant) +
                                                                 ":A 2:6:" + std::to_string(merchant) + ":C");
  const auto line = nlohmann::json::parse(bench.sql("SELECT line FROM audit_record WHERE intent = 2"));
  CHECK(line["outcome"] == "unknown");
  CHECK(line["mseq"] == 2);
  CHECK(line["selector"]["sent"]["code"] == "C");
  CHECK(bench.sql("SELECT count(*) FROM audit_record WHERE line LIKE '%stream_recovered%'") == "1");
  CHECK(bench.sql("SELECT max(seq) + 1 = count(*) FROM audit_record") == "t");
  CHECK_FALSE(recover(bench));
}

TEST_CASE("the owner who wakes up after a recovery is fenced") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = abandoned(bench, *store, bench.merchant());
  REQUIRE(recover(bench));
  CHECK(bench.append(*store, *stream, stream->cut({}, {bench.draft(bench.head(0))})).error().code ==
        base::Code::fenced);
  CHECK(store->new_owner(1001).value() == "gw-2");
}

TEST_CASE("a stream with a fresh heartbeat or one that another process recovers is left alone") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = abandoned(bench, *store, 0);
  CHECK_FALSE(recover(bench, {"gw-2", std::chrono::minutes(1)}));

  const auto holder = bench.connection();
  const auto blocked = db::in_transaction(*holder, [&](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec("SELECT 1 FROM audit_stream WHERE id = 1001 FOR UPDATE");
    CHECK_FALSE(recover(bench));
    return {};
  });
  REQUIRE(blocked);
}

TEST_CASE("a session that froze with the stream locked is ended and a working one is not") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = abandoned(bench, *store, 0);
  const auto connection = bench.connection();
  const auto silent = audit::silent_streams(*connection, at_once).value().at(0);
  CHECK(audit::end_stuck_holders(*connection, at_once, silent).value() == 0);  // nobody holds it

  const auto holder = bench.connection();
  const auto held = db::in_transaction(*holder, [&](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec("UPDATE audit_stream SET batch = batch + 1 WHERE id = 1001");
    const audit::RecoveryOptions patient{"gw-2", std::chrono::minutes(1)};
    CHECK(audit::end_stuck_holders(*connection, patient, silent).value() == 0);
    int ended = 0;  // the server shows a moment later that the session waits for its client
    for (int tries = 0; ended == 0 && tries < 10'000; ++tries) {
      ended = audit::end_stuck_holders(*connection, at_once, silent).value();
    }
    CHECK(ended == 1);
    transaction.raw().exec("SELECT 1");
    return {};
  });
  REQUIRE_FALSE(held);
  CHECK(held.error().code == base::Code::database_unavailable);
  CHECK(recover(bench));
}

TEST_CASE("a stream whose owner shows itself after it was found silent is left alone") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = abandoned(bench, *store, 0);
  const auto connection = bench.connection();
  const auto silent = audit::silent_streams(*connection, at_once).value();
  REQUIRE(silent.size() == 1);
  CHECK(silent[0].stream == 1001);
  REQUIRE(bench.append(*store, *stream, stream->cut({}, {})));
  const auto moved = audit::silent_streams(*connection, at_once).value();
  CHECK(moved[0].heartbeat > silent[0].heartbeat);
  CHECK_FALSE(
      audit::recover_one(*connection, at_once, silent[0], bench.keys, bench.clock, bench.random).value());
  CHECK(audit::recover_one(*connection, at_once, moved[0], bench.keys, bench.clock, bench.random).value());
}

TEST_CASE("a stream whose lines were changed is marked damaged and never sealed") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = abandoned(bench, *store, 0);
  const std::string tamper = "SET session_replication_role = replica; ";

  SUBCASE("a changed byte") {
    bench.sql(
        tamper +
        "UPDATE audit_record SET line = replace(line, '\"outcome\":\"active\"', '\"outcome\":\"inactiv\"')");
  }
  SUBCASE("a removed record at the end") { bench.sql(tamper + "DELETE FROM audit_record WHERE seq = 1"); }
  SUBCASE("a removed record at the front") { bench.sql(tamper + "DELETE FROM audit_record WHERE seq = 0"); }
  SUBCASE("removed intents") { bench.sql(tamper + "DELETE FROM audit_intent"); }
  SUBCASE("a checkpoint beyond the end") {
    bench.sql("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES (1001, 9, sha256(''), 'note')");
  }
  SUBCASE("a checkpoint with another root") {
    bench.sql("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES (1001, 2, sha256(''), 'note')");
  }
  const auto report = recover(bench);
  REQUIRE(report);
  CHECK(report->damaged);
  CHECK_FALSE(report->what.empty());
  CHECK(bench.sql("SELECT state FROM audit_stream WHERE id = 1001") == "damaged");
  CHECK_FALSE(recover(bench));
}

TEST_CASE("a checkpoint that fits its lines does not disturb recovery") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = abandoned(bench, *store, 0);
  bench.sql("INSERT INTO audit_checkpoint (stream, size, root, note) VALUES (1001, 2, decode('" +
            base::to_hex(base::bytes_of(crypto::view(stream->tree().root()))) + "', 'hex'), 'note')");
  const auto report = recover(bench);
  REQUIRE(report);
  CHECK_FALSE(report->damaged);
}

TEST_CASE("a large stream is recovered over tile and chunk borders") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto head = bench.head(0);
  for (int batch = 0; batch < 10; ++batch) {
    REQUIRE(bench.append(*store, *stream, stream->cut({}, std::vector(1000, bench.draft(head)))));
  }
  REQUIRE(bench.append(*store, *stream, stream->cut(std::vector(500, head), {})));
  const auto report = recover(bench);
  REQUIRE(report);
  CHECK(report->unknown == 500);
  CHECK(bench.sql("SELECT size FROM audit_stream") == "10502");
  CHECK(bench.sql("SELECT count(*) FROM audit_tile") == "41");
}

}  // namespace recovery_store_test
