#include "platform/platform_store.hpp"

#include <utility>

#include "db/field.hpp"
#include "db/transaction.hpp"
#include "platform/rows.hpp"

namespace platform {
namespace {

const std::string token_columns =
    "token, generation, to_micros(token_expires_at), to_micros(token_refreshed_at), to_micros(failing_since),"
    " failures, last_errcode, stamp";
constexpr int token_columns_count = 8;

const std::string read_sql =
    "SELECT " + token_columns +
    ", component_appid, to_micros(ticket_received_at) FROM platform WHERE stamp > $1";

// Not stamped, of an older generation after a restore, and of a clock that was set back: as with merchants'
// tokens.
const std::string take_lease_sql =
    "UPDATE platform SET lease_owner = $2,"
    "  lease_until = clock_timestamp() + $3::bigint * interval '1 millisecond'"
    " WHERE component_appid = $1 AND generation <= $4"
    "  AND ticket_received_at > clock_timestamp() - interval '12 hours'"
    "  AND (lease_until IS NULL OR lease_until <= clock_timestamp() OR lease_owner = $2"
    "       OR lease_until > clock_timestamp() + $3::bigint * interval '1 millisecond')"
    "  AND ($5::bigint < 0 OR token_refreshed_at IS NULL OR token_refreshed_at > clock_timestamp()"
    "       OR token_refreshed_at <= clock_timestamp() - $5::bigint * interval '1 millisecond')"
    "  AND failures = coalesce($6, failures)"
    " RETURNING " +
    token_columns + ", ticket";

const std::string look_sql =
    "SELECT " + token_columns +
    ", component_appid, ticket IS NOT NULL,"
    "  coalesce(ticket_received_at > clock_timestamp() - interval '12 hours', false),"
    "  coalesce(lease_until > clock_timestamp() AND lease_owner <> $1"
    "   AND lease_until <= clock_timestamp() + $2::bigint * interval '1 millisecond', false),"
    "  (extract(epoch FROM clock_timestamp() - token_refreshed_at) * 1000000)::bigint"
    " FROM platform";

const std::string store_sql =
    "UPDATE platform SET token = $3,"
    "  token_expires_at = statement_timestamp() + ($4::bigint - $5::bigint) * interval '1 microsecond',"
    "  token_refreshed_at = statement_timestamp() - $5::bigint * interval '1 microsecond',"
    "  generation = generation + 1, lease_owner = NULL, lease_until = NULL,"
    "  failing_since = NULL, failures = 0, last_errcode = NULL, stamp = next_stamp()"
    " WHERE generation = $1 AND (lease_until IS NULL OR lease_until <= clock_timestamp() OR lease_owner = $2)"
    " RETURNING " +
    token_columns;

const std::string release_sql =
    "UPDATE platform SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = $1 RETURNING " +
    token_columns;

const std::string failure_sql =
    "UPDATE platform SET lease_owner = NULL, lease_until = NULL, failures = failures + 1,"
    "  failing_since = coalesce(failing_since, clock_timestamp()), last_errcode = $2, stamp = next_stamp()"
    " WHERE lease_owner = $1 RETURNING " +
    token_columns;

const std::string state_sql = "SELECT " + token_columns + " FROM platform";

tokens::TokenState token_state_of(const pqxx::row& row) {
  tokens::TokenState state;
  if (!row[0].is_null()) state.access_envelope = db::bytes_of(row[0]);
  state.generation = row[1].as<std::int64_t>();
  state.expires_at = db::optional_time_of(row[2]);
  state.refreshed_at = db::optional_time_of(row[3]);
  state.failing_since = db::optional_time_of(row[4]);
  state.failures = row[5].as<int>();
  state.last_errcode = db::optional_of<std::int64_t>(row[6]);
  state.stamp = row[7].as<std::int64_t>();
  return state;
}

std::unexpected<base::Error> unavailable(std::string detail, std::string cause) {
  return base::fail(base::Code::token_unavailable, std::move(detail), std::move(cause));
}

std::unexpected<base::Error> no_ticket() {
  return unavailable("WeChat has sent no component_verify_ticket yet", "no ticket");
}

base::Result<tokens::TokenState> read_token_state(pqxx::transaction_base& tx) {
  const auto rows = tx.exec(state_sql);
  if (rows.empty()) return no_ticket();
  return token_state_of(rows[0]);
}

base::Result<tokens::LeaseView> look(pqxx::transaction_base& tx, std::string_view component_appid,
                                     const tokens::LeaseRequest& request) {
  const auto rows =
      tx.exec_params(look_sql, request.owner, static_cast<std::int64_t>(request.length.count()));
  if (rows.empty()) return no_ticket();
  const pqxx::row row = rows[0];
  if (row[token_columns_count].as<std::string>() != component_appid) {
    return unavailable("the database belongs to another platform", "component_appid differs");
  }
  if (!row[token_columns_count + 1].as<bool>()) return no_ticket();
  if (!row[token_columns_count + 2].as<bool>()) {
    return unavailable("WeChat has sent no component_verify_ticket for 12 hours", "ticket expired");
  }
  tokens::LeaseView view;
  view.state = token_state_of(row);
  view.held = row[token_columns_count + 3].as<bool>();
  if (const auto age = db::optional_of<std::int64_t>(row[token_columns_count + 4])) {
    view.since_forced = base::Micros(*age);
  }
  return view;
}

base::Result<tokens::LeaseView> taken(const pqxx::row& row, const crypto::KeyRing& keys) {
  if (row[token_columns_count].is_null()) return no_ticket();
  auto ticket = keys.open(db::bytes_of(row[token_columns_count]), ticket_row);
  if (!ticket) return unavailable("the component_verify_ticket cannot be opened", ticket.error().detail);
  tokens::LeaseView view;
  view.taken = true;
  view.state = token_state_of(row);
  view.secret = std::move(*ticket);
  return view;
}

}  // namespace

base::Result<std::optional<PlatformRow>> read_platform(db::Connection& connection, std::int64_t since) {
  return db::attempt(connection,
                     [since](db::Connection& session) -> base::Result<std::optional<PlatformRow>> {
                       const auto rows = pqxx::nontransaction(session.raw()).exec_params(read_sql, since);
                       if (rows.empty()) return std::nullopt;
                       PlatformRow row;
                       row.token = token_state_of(rows[0]);
                       row.component_appid = rows[0][token_columns_count].as<std::string>();
                       row.ticket_received_at = db::optional_time_of(rows[0][token_columns_count + 1]);
                       return row;
                     });
}

base::Result<tokens::LeaseView> take_platform_lease(db::Connection& connection, const crypto::KeyRing& keys,
                                                    std::string_view component_appid,
                                                    const tokens::LeaseRequest& request) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<tokens::LeaseView> {
    auto& tx = transaction.raw();
    const std::int64_t pause = request.forced_pause ? request.forced_pause->count() : -1;
    const auto rows = tx.exec_params(take_lease_sql, std::string(component_appid), request.owner,
                                     static_cast<std::int64_t>(request.length.count()), request.generation,
                                     pause, request.failures);
    if (rows.empty()) return look(tx, component_appid, request);
    return taken(rows[0], keys);
  });
}

base::Result<tokens::StoreView> store_component_token(db::Connection& connection, std::int64_t generation,
                                                      std::string_view owner,
                                                      const tokens::SealedTokens& tokens,
                                                      base::Micros asked_ago) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<tokens::StoreView> {
    using Fate = tokens::StoreView::Fate;
    auto& tx = transaction.raw();
    const auto rows = tx.exec_params(store_sql, generation, std::string(owner), db::as_bytea(tokens.access),
                                     static_cast<std::int64_t>(tokens.life.count()),
                                     static_cast<std::int64_t>(asked_ago.count()));
    if (!rows.empty()) return tokens::StoreView{Fate::stored, token_state_of(rows[0])};
    auto state = read_token_state(tx);
    if (!state) return std::unexpected(std::move(state.error()));
    const bool newer = state->generation > generation;
    return tokens::StoreView{newer ? Fate::newer : Fate::leased, std::move(*state)};
  });
}

base::Result<tokens::TokenState> end_platform_lease(db::Connection& connection, std::string_view owner,
                                                    const std::optional<tokens::FailureNote>& failure) {
  return db::in_transaction(
      connection, [&](db::Transaction& transaction) -> base::Result<tokens::TokenState> {
        auto& tx = transaction.raw();
        const auto rows = failure ? tx.exec_params(failure_sql, std::string(owner), failure->errcode)
                                  : tx.exec_params(release_sql, std::string(owner));
        if (rows.empty()) return read_token_state(tx);
        return token_state_of(rows[0]);
      });
}

}  // namespace platform
