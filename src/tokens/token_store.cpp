#include "tokens/token_store.hpp"

#include <string>
#include <utility>
#include <vector>

#include "db/field.hpp"

namespace tokens {
namespace {

// What to_micros() says, written out: PostgreSQL cannot inline it, and calls cost more than all the rest of a
// load of many rows.
std::string micros(const std::string& column) {
  return "(extract(epoch FROM " + column + ") * 1000000)::bigint, ";
}

const std::string columns = "merchant, access, generation, " + micros("expires_at") + micros("refreshed_at") +
                            micros("failing_since") + "failures, last_errcode, needs_reauthorization, stamp";
constexpr int columns_count = 10;

const std::string changes_sql = "SELECT " + columns + " FROM merchant_token WHERE stamp > $1";

// An access token that an authorisation does not bring is void: WeChat replaced it.
const std::string authorization_sql =
    "INSERT INTO merchant_token (merchant, refresh, access, expires_at, refreshed_at, generation, stamp)"
    " VALUES ($1, $2, NULLIF($3, ''::bytea),"
    "  CASE WHEN $3 <> ''::bytea THEN statement_timestamp() + $4::bigint * interval '1 second' END,"
    "  CASE WHEN $3 <> ''::bytea THEN statement_timestamp() END, 1, next_stamp())"
    " ON CONFLICT (merchant) DO UPDATE SET refresh = excluded.refresh, access = excluded.access,"
    "  expires_at = excluded.expires_at, refreshed_at = excluded.refreshed_at, forced_at = NULL,"
    "  generation = merchant_token.generation + 1, lease_owner = NULL, lease_until = NULL,"
    "  failing_since = NULL, failures = 0, last_errcode = NULL, needs_reauthorization = false,"
    "  stamp = excluded.stamp";

// Not stamped: only those who meet the lease need to know of it, and they read the row. The generation may be
// older than the one we know, when the database was restored or failed over. A lease that ends later than a
// new one would, and a time that is still to come, are from before the server's clock was set back: nobody
// waits for them.
const std::string take_sql =
    "UPDATE merchant_token SET lease_owner = $3,"
    "  lease_until = clock_timestamp() + $4::bigint * interval '1 millisecond',"
    "  forced_at = CASE WHEN $5::bigint >= 0 THEN clock_timestamp() ELSE forced_at END"
    " WHERE merchant = $1 AND generation <= $2 AND NOT needs_reauthorization"
    "  AND (lease_until IS NULL OR lease_until <= clock_timestamp() OR lease_owner = $3"
    "       OR lease_until > clock_timestamp() + $4::bigint * interval '1 millisecond')"
    "  AND ($5::bigint < 0 OR forced_at IS NULL OR forced_at > clock_timestamp()"
    "       OR forced_at <= clock_timestamp() - $5::bigint * interval '1 millisecond')"
    "  AND failures = coalesce($6, failures)"
    " RETURNING " +
    columns + ", refresh";

const std::string look_sql = "SELECT " + columns +
                             ", coalesce(lease_until > clock_timestamp() AND lease_owner <> $2"
                             "  AND lease_until <= clock_timestamp() + $3::bigint * interval '1 millisecond',"
                             "  false), (extract(epoch FROM clock_timestamp() - forced_at) * 1000000)::bigint"
                             " FROM merchant_token WHERE merchant = $1";

// Refused while another process holds the lease: it asked after we did, so its answer is the newer one.
const std::string store_sql =
    "UPDATE merchant_token SET access = $4, refresh = coalesce(NULLIF($5, ''::bytea), refresh),"
    "  expires_at = statement_timestamp() + ($6::bigint - $7::bigint) * interval '1 microsecond',"
    "  refreshed_at = statement_timestamp() - $7::bigint * interval '1 microsecond',"
    "  generation = generation + 1, lease_owner = NULL, lease_until = NULL,"
    "  failing_since = NULL, failures = 0, last_errcode = NULL, needs_reauthorization = false,"
    "  stamp = next_stamp()"
    " WHERE merchant = $1 AND generation = $2"
    "  AND (lease_until IS NULL OR lease_until <= clock_timestamp() OR lease_owner = $3)"
    " RETURNING " +
    columns + ", (SELECT before.needs_reauthorization FROM merchant_token before WHERE before.merchant = $1)";

const std::string release_sql =
    "UPDATE merchant_token SET lease_owner = NULL, lease_until = NULL"
    " WHERE merchant = $1 AND lease_owner = $2 RETURNING " +
    columns;

const std::string failure_sql =
    "UPDATE merchant_token SET lease_owner = NULL, lease_until = NULL, failures = failures + 1,"
    "  failing_since = coalesce(failing_since, clock_timestamp()), last_errcode = $3,"
    "  needs_reauthorization = needs_reauthorization OR $4, stamp = next_stamp()"
    " WHERE merchant = $1 AND lease_owner = $2 RETURNING " +
    columns;

const std::string state_sql = "SELECT " + columns + " FROM merchant_token WHERE merchant = $1";

const std::string held_sql =
    "SELECT " + columns + ", coalesce(lease_until > clock_timestamp(), false) FROM merchant_token";

TokenState state_of(const pqxx::row& row) {
  TokenState state;
  state.merchant = row[0].as<int>();
  if (!row[1].is_null()) state.access_envelope = db::bytes_of(row[1]);
  state.generation = row[2].as<std::int64_t>();
  state.expires_at = db::optional_time_of(row[3]);
  state.refreshed_at = db::optional_time_of(row[4]);
  state.failing_since = db::optional_time_of(row[5]);
  state.failures = row[6].as<int>();
  state.last_errcode = db::optional_of<std::int64_t>(row[7]);
  state.needs_reauthorization = row[8].as<bool>();
  state.stamp = row[9].as<std::int64_t>();
  return state;
}

std::unexpected<base::Error> no_tokens() {
  return base::fail(base::Code::merchant_needs_reauthorization, "the merchant has no tokens here",
                    "no refresh token is stored");
}

base::Result<TokenState> read(pqxx::transaction_base& tx, int merchant) {
  const auto rows = tx.exec_params(state_sql, merchant);
  if (rows.empty()) return no_tokens();
  return state_of(rows[0]);
}

base::Result<LeaseView> look(pqxx::transaction_base& tx, int merchant, const LeaseRequest& request) {
  const auto rows =
      tx.exec_params(look_sql, merchant, request.owner, static_cast<std::int64_t>(request.length.count()));
  if (rows.empty()) return no_tokens();
  LeaseView view;
  view.state = state_of(rows[0]);
  view.held = rows[0][columns_count].as<bool>();
  if (const auto forced = db::optional_of<std::int64_t>(rows[0][columns_count + 1])) {
    view.since_forced = base::Micros(*forced);
  }
  return view;
}

base::Result<LeaseView> taken(const pqxx::row& row, const crypto::KeyRing& keys, int merchant) {
  LeaseView view;
  view.taken = true;
  view.state = state_of(row);
  if (row[columns_count].is_null()) return no_tokens();
  auto refresh = keys.open(db::bytes_of(row[columns_count]), refresh_row(merchant));
  if (!refresh) {
    return base::fail(base::Code::token_unavailable, "the merchant's refresh token cannot be opened",
                      refresh.error().cause.empty() ? refresh.error().detail : refresh.error().cause);
  }
  view.secret = std::move(*refresh);
  return view;
}

}  // namespace

base::Result<> load_changes(db::Connection& connection, std::int64_t since, Vault& vault) {
  return db::attempt(connection, [&](db::Connection& session) -> base::Result<> {
    std::vector<TokenState> states;
    const auto rows = pqxx::nontransaction(session.raw()).exec_params(changes_sql, since);
    states.reserve(rows.size());
    for (const auto& row : rows) {
      states.push_back(state_of(row));
    }
    if (since == 0) {
      vault.reload(std::move(states));
    } else {
      vault.put(std::move(states));
    }
    return {};
  });
}

base::Result<> store_authorization(db::Transaction& transaction, const crypto::KeyRing& keys,
                                   base::Random& random, int merchant, const base::Secret& refresh,
                                   const base::Secret* access, std::chrono::seconds expires_in) {
  if (refresh.empty()) return base::fail(base::Code::invalid_argument, "the refresh token is empty");
  const bool brought = access && !access->empty() && expires_in > std::chrono::seconds::zero();
  const std::string refresh_envelope = keys.seal(refresh.reveal(), refresh_row(merchant), random);
  const std::string access_envelope =
      brought ? keys.seal(access->reveal(), access_row(merchant), random) : "";
  transaction.raw().exec_params(authorization_sql, merchant, db::as_bytea(refresh_envelope),
                                db::as_bytea(access_envelope), static_cast<std::int64_t>(expires_in.count()));
  return {};
}

bool holds_refresh(db::Transaction& transaction, const crypto::KeyRing& keys, int merchant,
                   const base::Secret& refresh) {
  const auto rows =
      transaction.raw().exec_params("SELECT refresh FROM merchant_token WHERE merchant = $1", merchant);
  if (rows.empty() || rows[0][0].is_null()) return false;
  const auto stored = keys.open(db::bytes_of(rows[0][0]), refresh_row(merchant));
  return stored && stored->reveal() == refresh.reveal();
}

bool is_failing(db::Transaction& transaction, int merchant) {
  const auto rows = transaction.raw().exec_params(
      "SELECT failures > 0 OR needs_reauthorization FROM merchant_token WHERE merchant = $1", merchant);
  return !rows.empty() && rows[0][0].as<bool>();
}

std::optional<HeldToken> held_token(db::Transaction& transaction, int merchant) {
  const auto rows = transaction.raw().exec_params(held_sql + " WHERE merchant = $1", merchant);
  if (rows.empty()) return std::nullopt;
  return HeldToken{state_of(rows[0]), rows[0][columns_count].as<bool>()};
}

std::map<int, HeldToken> held_tokens(db::Transaction& transaction) {
  std::map<int, HeldToken> held;
  for (const auto& row : transaction.raw().exec(held_sql)) {
    TokenState state = state_of(row);
    const int merchant = state.merchant;
    held.emplace(merchant, HeldToken{std::move(state), row[columns_count].as<bool>()});
  }
  return held;
}

base::Result<LeaseView> take_lease(db::Connection& connection, const crypto::KeyRing& keys, int merchant,
                                   const LeaseRequest& request) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<LeaseView> {
    auto& tx = transaction.raw();
    const std::int64_t pause = request.forced_pause ? request.forced_pause->count() : -1;
    const auto rows =
        tx.exec_params(take_sql, merchant, request.generation, request.owner,
                       static_cast<std::int64_t>(request.length.count()), pause, request.failures);
    if (rows.empty()) return look(tx, merchant, request);
    return taken(rows[0], keys, merchant);
  });
}

base::Result<StoreView> store_tokens(db::Connection& connection, int merchant, std::int64_t generation,
                                     std::string_view owner, const SealedTokens& tokens,
                                     base::Micros asked_ago, const AndThen& found) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<StoreView> {
    auto& tx = transaction.raw();
    const auto rows =
        tx.exec_params(store_sql, merchant, generation, std::string(owner), db::as_bytea(tokens.access),
                       db::as_bytea(tokens.refresh), static_cast<std::int64_t>(tokens.life.count()),
                       static_cast<std::int64_t>(asked_ago.count()));
    if (!rows.empty()) {
      if (const bool was_lost = rows[0][columns_count].as<bool>(); was_lost && found) {
        if (const auto written = found(transaction); !written) return std::unexpected(written.error());
      }
      return StoreView{StoreView::Fate::stored, state_of(rows[0])};
    }
    auto state = read(tx, merchant);
    if (!state) return std::unexpected(state.error());
    const bool newer = state->generation > generation;
    return StoreView{newer ? StoreView::Fate::newer : StoreView::Fate::leased, std::move(*state)};
  });
}

base::Result<TokenState> end_lease(db::Connection& connection, int merchant, std::string_view owner,
                                   const std::optional<FailureNote>& failure, const AndThen& lost) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<TokenState> {
    auto& tx = transaction.raw();
    const auto rows = failure ? tx.exec_params(failure_sql, merchant, std::string(owner), failure->errcode,
                                               failure->for_good)
                              : tx.exec_params(release_sql, merchant, std::string(owner));
    if (rows.empty()) return read(tx, merchant);
    // Who is marked already gets no lease: the mark is new.
    if (failure && failure->for_good && lost) {
      if (const auto written = lost(transaction); !written) return std::unexpected(written.error());
    }
    return state_of(rows[0]);
  });
}

base::Result<TokenState> read_state(db::Connection& connection, int merchant) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<TokenState> {
    return read(transaction.raw(), merchant);
  });
}

}  // namespace tokens
