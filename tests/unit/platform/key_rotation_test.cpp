#include "platform/key_rotation.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "audit/day_keys.hpp"
#include "crypto/envelope.hpp"
#include "platform/code_store.hpp"
#include "support/fake_clock.hpp"
#include "support/platform_database.hpp"
#include "tokens/token_store.hpp"

namespace key_rotation_test {

using namespace std::chrono_literals;
using platform::EnvelopeCounts;

constexpr int merchants = 120;  // more than two batches

// Key 1, and a ring that holds it and seals under key 2.
struct Fixture : support::PlatformDatabase {
  support::FakeClock clock;
  crypto::KeyRing both = with_second();
  int resealed_told = 0;

  static std::string line(std::uint32_t id) {
    support::FakeRandom source(7);  // as support::key_ring()
    std::string text(crypto::KeyRing::generate_line(1, source).reveal());
    support::FakeRandom other(8);
    return id == 1 ? text : std::string(crypto::KeyRing::generate_line(2, other).reveal());
  }
  static crypto::KeyRing ring_of(const std::string& text) {
    auto ring = crypto::KeyRing::parse(base::Secret(std::string_view(text)));
    REQUIRE(ring);
    return *std::move(ring);
  }
  static crypto::KeyRing with_second() { return ring_of(line(1) + "\n" + line(2)); }
  static crypto::KeyRing only_second() { return ring_of(line(2)); }

  base::Result<> load_day_key(db::Transaction& tx) {
    const auto key = audit::load_day_key(tx, keys, random);
    if (!key) return std::unexpected(key.error());
    return {};
  }
  // Envelopes of every kind but the component token.
  void fill() {
    set_ticket("ticket@@@first");
    REQUIRE(change([&](db::Transaction& tx) -> base::Result<> {
      if (auto noted = platform::note_code(tx, keys, random, base::Secret("queryauthcode@@@x"), "", 3600s);
          !noted) {
        return noted;
      }
      return load_day_key(tx);
    }));
    REQUIRE(change([&](db::Transaction& tx) -> base::Result<> {
      for (int i = 0; i < merchants; ++i) {
        const auto known =
            tenancy::upsert_authorized(tx, "wxmany" + std::to_string(100'000 + i), support::merchant_state());
        if (!known) return std::unexpected(known.error());
        const base::Secret access("access-" + std::to_string(known->id));
        const base::Secret refresh("refresh-" + std::to_string(known->id));
        if (auto stored = tokens::store_authorization(tx, keys, random, known->id, refresh, &access, 2h);
            !stored) {
          return stored;
        }
      }
      return {};
    }));
  }
  EnvelopeCounts counts() { return platform::count_envelopes(*connection).value(); }
  platform::Rotation rotate() {
    auto rotation = platform::rotate_master_keys(*connection, {"command", "root"}, both, clock, random,
                                                 [this](std::string_view, std::int64_t) { ++resealed_told; });
    REQUIRE(rotation);
    return *std::move(rotation);
  }
  std::string lines(const std::string& action) {
    return ask("SELECT count(*) FROM audit_outbox WHERE kind = 3 AND head LIKE '%\"" + action + "\"%'");
  }
};

TEST_CASE_FIXTURE(Fixture, "rotation brings every envelope under the current key and leaves what it holds") {
  fill();
  const std::int64_t all = 3 + 2 * merchants;  // ticket, code, day key
  CHECK(counts() == EnvelopeCounts{{1, all}});
  const auto stamped = counter();

  const auto rotation = rotate();
  CHECK(rotation.before == EnvelopeCounts{{1, all}});
  CHECK(rotation.after == EnvelopeCounts{{2, all}});
  CHECK(rotation.resealed == all);
  CHECK(rotation.unopened == 0);
  CHECK(resealed_told > 0);
  CHECK(counter() > stamped);
  CHECK(lines("master_key_rotation_begun") == "1");
  CHECK(lines("master_key_rotation_ended") == "1");

  // The new key alone opens all of it.
  keys = only_second();
  const auto taken = platform::take_code(*connection, keys, "a", 30s);
  REQUIRE(taken);
  CHECK((*taken)->code.reveal() == "queryauthcode@@@x");
  const int first = std::stoi(ask("SELECT min(merchant) FROM merchant_token"));
  CHECK(done([&](db::Transaction& tx) -> base::Result<bool> {
    return tokens::holds_refresh(tx, keys, first, base::Secret("refresh-" + std::to_string(first)));
  }));
  CHECK(change([&](db::Transaction& tx) { return load_day_key(tx); }));
}

TEST_CASE_FIXTURE(Fixture, "a second rotation has nothing to do and writes nothing") {
  set_ticket("ticket@@@first");
  rotate();
  const auto rotation = rotate();
  CHECK(rotation.resealed == 0);
  CHECK(rotation.before == rotation.after);
  CHECK(lines("master_key_rotation_begun") == "1");
}

TEST_CASE_FIXTURE(Fixture, "rotation goes on where it was left") {
  fill();
  const auto columns = platform::envelope_columns();
  const auto access = std::ranges::find_if(
      columns, [](const auto* column) { return platform::name_of(*column) == "merchant_token.access"; });
  REQUIRE(access != columns.end());
  const auto step = platform::reseal_some(*connection, both, random, **access, std::nullopt, 50);
  REQUIRE(step);
  CHECK(step->resealed == 50);
  CHECK(counts().at(2) == 50);
  CHECK(rotate().after == EnvelopeCounts{{2, 3 + 2 * merchants}});
}

TEST_CASE_FIXTURE(Fixture, "an envelope that does not open is left and counted") {
  set_ticket("ticket@@@first");
  ask("UPDATE platform SET token = ticket");  // bound to another column
  const auto rotation = rotate();
  CHECK(rotation.unopened == 1);
  CHECK(platform::left_to_rotate(rotation.after, 2) == 1);
}

TEST_CASE_FIXTURE(Fixture, "a day key is sealed anew and not replaced by anything else") {
  fill();
  const auto replace = [&](const std::string& old_bytes, const std::string& new_bytes) {
    return support::sql(database.app_url, "SELECT audit_reseal_day_key(day, " + old_bytes + ", " + new_bytes +
                                              ") FROM audit_day_key");
  };
  CHECK(replace("set_byte(envelope, 20, 0)", "set_byte(envelope, 20, 1)") == "f");  // not what stands there
  CHECK_THROWS(replace("envelope", "'\\x01'::bytea"));
  CHECK_THROWS(replace("envelope", "NULL"));
  CHECK_THROWS(support::sql(database.app_url, "UPDATE audit_day_key SET envelope = NULL"));
  CHECK(counts().at(1) == 3 + 2 * merchants);
}

TEST_CASE_FIXTURE(Fixture, "every column of bytes is in the list of envelopes or is known to hold none") {
  const std::string known =
      "'api_key.hash','audit_stream.frontier','audit_stream.root','audit_tile.root','audit_tile.hashes',"
      "'audit_checkpoint.root','authorization_code.hash','authorization_code.state',"
      "'consent_begun.hash','invitation.hash','staff_session.hash','audit_manifest.hash', "
      "'audit_stream_given_up.root',"
      "'audit_archive.sha256','audit_archive.notes_sha256','audit_product.digest',"
      "'staff_token.hash','staff_answer.request'";
  std::string listed;
  for (const auto* column : platform::envelope_columns()) {
    listed += ",'" + std::string(platform::name_of(*column)) + "'";
  }
  CHECK(ask("SELECT coalesce(string_agg(table_name || '.' || column_name, ' '), '') "
            "FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea' "
            "AND table_name || '.' || column_name NOT IN (" +
            known + listed + ")") == "");
}

TEST_CASE("a key that envelopes need must be among the keys") {
  const auto ring = Fixture::only_second();
  CHECK(platform::check_keys({{2, 5}}, ring));
  CHECK(platform::check_keys({}, ring));
  const auto refused = platform::check_keys({{1, 7}, {2, 5}}, ring);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Code::config_invalid);
  CHECK(refused.error().detail.find("7 envelopes") != std::string::npos);
  CHECK(refused.error().detail.find("master key 1,") != std::string::npos);
  CHECK(platform::left_to_rotate({{1, 7}, {2, 5}}, 2) == 7);
}

}  // namespace key_rotation_test
