#include <doctest/doctest.h>

#include "audit/outbox.hpp"
#include "audit/postgres_bench.hpp"
#include "db/transaction.hpp"

namespace stream_store_test {

using base::Code;
using samples::PostgresBench;

TEST_CASE("intents records and tiles stand in the database as they were cut") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto merchant = bench.merchant();
  const auto stream = bench.open(*store, 1001);
  std::vector<audit::Draft> drafts;
  const auto head = bench.head(merchant);
  for (int i = 0; i < 260; ++i) {
    drafts.push_back(bench.draft(head));
  }
  drafts.push_back(bench.draft(head, 0));
  REQUIRE(bench.append(*store, *stream, stream->cut({head}, {})));
  REQUIRE(bench.append(*store, *stream, stream->cut({}, drafts)));

  CHECK(bench.sql("SELECT count(*) FROM audit_record WHERE stream = 1001") == "262");
  CHECK(bench.sql("SELECT max(seq) FROM audit_record WHERE stream = 1001") == "261");
  CHECK(bench.sql("SELECT size || ' ' || intents || ' ' || batch FROM audit_stream WHERE id = 1001") ==
        "262 1 3");
  CHECK(bench.sql("SELECT length(frontier) FROM audit_stream WHERE id = 1001") == "96");
  CHECK(bench.sql("SELECT tile || ' ' || length(hashes) FROM audit_tile WHERE stream = 1001") == "0 8192");
  CHECK(bench.sql("SELECT count || ' ' || (heads = E'" + head->json + "\\n') FROM audit_intent") == "1 true");
  CHECK(bench.sql("SELECT concat_ws(' ', merchant, kind, dialect, outcome, errcode, host(client), "
                  "application_id, code, "
                  "request_id, to_micros(time)) FROM audit_record WHERE stream = 1001 AND intent = 0") ==
        std::to_string(merchant) + " 1 1 1 0 203.0.113.7 581865877 A 019ab0d2-6a10-7000-8000-000000000001 " +
            std::to_string(head->columns.time.time_since_epoch().count()));
  CHECK(bench.sql("SELECT encode(sha256('\\x00'::bytea || convert_to(line, 'UTF8')), 'hex') = "
                  "encode(substr(t.hashes, 1 + 32 * 5, 32), 'hex') FROM audit_record r JOIN audit_tile t "
                  "ON t.stream = r.stream WHERE r.stream = 1001 AND r.seq = 5") == "t");
}

TEST_CASE("a stream moves only under its epoch and from where it stands") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto cut = stream->cut({}, {bench.draft(bench.head(0))});
  audit::Appended report;

  bench.sql("UPDATE audit_stream SET epoch = 2 WHERE id = 1001");
  auto fenced = store->append({cut}, {}, report);
  REQUIRE_FALSE(fenced);
  CHECK(fenced.error().code == Code::fenced);
  CHECK(report.fenced == 1001);
  CHECK(bench.sql("SELECT count(*) FROM audit_record WHERE stream = 1001") == "1");

  const auto second = bench.open(*store, 1002);
  REQUIRE(bench.append(*store, *second, second->cut({}, {bench.draft(bench.head(0))})));
  const auto stale = audit::Stream(1002, second->day(), 1).cut({}, {bench.draft(bench.head(0))});
  CHECK(store->append({stale}, {}, report).error().code == Code::fenced);
}

TEST_CASE("a sealed stream takes nothing more and is listed by the next one only") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  REQUIRE(store->seal(*stream));
  audit::Appended report;
  CHECK(store->append({stream->cut({}, {})}, {}, report).error().code == Code::fenced);
  CHECK(store->seal(*stream).error().code == Code::fenced);

  const auto next = bench.open(*store, 1002);
  REQUIRE(bench.listed.size() == 1);
  CHECK(bench.listed[0].id == 1001);
  CHECK(bench.listed[0].size == 1);
  CHECK(bench.listed[0].root == crypto::view(stream->tree().root()));
  bench.open(*store, 1003);
  CHECK(bench.listed.empty());
}

TEST_CASE("a stream with an open intent cannot be sealed") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto head = bench.head(0);
  REQUIRE(bench.append(*store, *stream, stream->cut({head}, {})));
  CHECK_FALSE(store->seal(*stream));
  CHECK(bench.sql("SELECT state FROM audit_stream WHERE id = 1001") == "open");
  REQUIRE(bench.append(*store, *stream, stream->cut({}, {bench.draft(head, 0)})));
  CHECK(store->seal(*stream));
  CHECK(bench.sql("SELECT count(*) FROM audit_intent") == "0");
}

TEST_CASE("one intent has one record") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto head = bench.head(0);
  REQUIRE(bench.append(*store, *stream, stream->cut({head}, {})));
  audit::Appended report;
  const auto twice = stream->cut({}, {bench.draft(head, 0), bench.draft(head, 0)});
  CHECK(store->append({twice}, {}, report).error().code == Code::already_exists);
}

TEST_CASE("resolve tells what became of a commit in doubt") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto cut = stream->cut({}, {bench.draft(bench.head(0))});
  const auto lost = store->resolve({cut}).value();
  CHECK_FALSE(lost.committed);
  CHECK_FALSE(lost.taken_over);
  CHECK(lost.epoch == 2);
  CHECK(bench.sql("SELECT epoch FROM audit_stream WHERE id = 1001") == "2");
  audit::Appended report;
  CHECK(store->append({cut}, {}, report).error().code == Code::fenced);

  stream->continue_under(lost.epoch);
  const auto again = stream->cut({}, {bench.draft(bench.head(0))});
  REQUIRE(store->append({again}, {}, report));
  CHECK(report.today == stream->day());
  const auto stands = store->resolve({again}).value();
  CHECK(stands.committed);
  CHECK_FALSE(stands.taken_over);
  CHECK(stands.epoch == 2);
}

TEST_CASE("a resolve whose own commit was in doubt is asked again") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto cut = stream->cut({}, {bench.draft(bench.head(0))});
  REQUIRE(store->resolve({cut}));  // its answer was lost
  const auto fate = store->resolve({cut}).value();
  CHECK_FALSE(fate.committed);
  CHECK(fate.epoch == 3);
  stream->continue_under(fate.epoch);
  audit::Appended report;
  CHECK(store->append({stream->cut({}, {bench.draft(bench.head(0))})}, {}, report));
}

TEST_CASE("resolve tells what became of a commit whose stream was taken over") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto take_over = [&](const std::string& id) {
    bench.sql("UPDATE audit_stream SET epoch = 9, state = 'damaged' WHERE id = " + id);
  };
  const auto first = bench.open(*store, 1001);
  const auto record = first->cut({}, {bench.draft(bench.head(0))});
  REQUIRE(bench.append(*store, *first, record));
  take_over("1001");
  CHECK(store->resolve({record}).value().committed);
  const auto never = store->resolve({first->cut({}, {bench.draft(bench.head(0))})}).value();
  CHECK(never.taken_over);
  CHECK_FALSE(never.committed);

  const auto second = bench.open(*store, 1002);
  const auto intent = second->cut({bench.head(0)}, {});
  REQUIRE(bench.append(*store, *second, intent));
  take_over("1002");
  CHECK(store->resolve({intent}).value().committed);
  CHECK_FALSE(store->resolve({second->cut({bench.head(0)}, {})}).value().committed);
}

TEST_CASE("outbox lines are moved by one writer only") {
  PostgresBench bench;
  const auto connection = bench.connection();
  audit::Event event;
  event.kind = audit::Kind::admin;
  event.time = bench.clock.wall();
  event.actor_kind = "command";
  event.actor = "zhang.san";
  event.action = "merchant_suspended";
  event.merchant = bench.merchant();
  event.merchant_appid = "wxf8b4f85f3a794e77";
  REQUIRE(db::in_transaction(*connection, [&](db::Transaction& transaction) {
    return audit::put(transaction, bench.keys, bench.random, event);
  }));

  const auto first = bench.store();
  const auto second = bench.store("gw-2");
  const auto one = bench.open(*first, 1001);
  const auto two = bench.open(*second, 1002);
  const auto waiting = first->peek_outbox(10).value();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].draft.entry->columns.time == event.time);
  REQUIRE(bench.append(*first, *one, one->cut({}, {waiting[0].draft}), {waiting[0].id}));
  CHECK(bench.append(*second, *two, two->cut({}, {waiting[0].draft}), {waiting[0].id}).error().code ==
        Code::conflict);
  CHECK(bench.sql("SELECT count(*) FROM audit_record WHERE kind = 3") == "1");
  CHECK(second->peek_outbox(10).value().empty());
}

TEST_CASE("a lost connection is a doubt that the next call ends on a new one") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  support::Postgres::instance().terminate_backends(bench.database.name);
  const auto cut = stream->cut({}, {bench.draft(bench.head(0))});
  audit::Appended report;
  CHECK(store->append({cut}, {}, report).error().code == Code::database_in_doubt);
  const auto fate = store->resolve({cut});
  REQUIRE(fate);
  CHECK_FALSE(fate->committed);
  CHECK_FALSE(fate->taken_over);
  stream->continue_under(fate->epoch);
  CHECK(store->append({stream->cut({}, {bench.draft(bench.head(0))})}, {}, report));
}

TEST_CASE("the application role cannot change or remove what the log holds") {
  PostgresBench bench;
  const auto store = bench.store();
  const auto stream = bench.open(*store, 1001);
  const auto refused = [&](const std::string& url, const std::string& text) {
    CHECK_THROWS_AS(support::sql(url, text), std::runtime_error);
  };
  for (const auto& text :
       {"UPDATE audit_record SET line = '{}'", "DELETE FROM audit_record", "TRUNCATE audit_record",
        "DELETE FROM audit_intent", "DELETE FROM audit_stream", "DELETE FROM audit_tile",
        "DROP TABLE audit_record", "UPDATE audit_day_key SET envelope = ''"}) {
    refused(bench.database.app_url, text);
  }
  // Even the owner meets the triggers, and cannot take a stream back.
  for (const auto& text :
       {"UPDATE audit_record SET line = '{}'", "DELETE FROM audit_record", "TRUNCATE audit_tile",
        "UPDATE audit_stream SET size = 0 WHERE id = 1001", "DELETE FROM audit_checkpoint"}) {
    refused(bench.database.owner_url, text);
  }
  CHECK_NOTHROW(support::sql(bench.database.owner_url, "UPDATE audit_record SET client = NULL"));
  CHECK(bench.sql("SELECT count(*) FROM audit_record WHERE client IS NOT NULL") == "0");
}

}  // namespace stream_store_test
