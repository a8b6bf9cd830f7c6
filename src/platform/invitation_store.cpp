#include "platform/invitation_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"

namespace platform {
namespace {

const std::string invitation_columns =
    "i.id, i.note, i.biz_appid, to_micros(i.expires_at), to_micros(i.created_at), i.created_by, "
    "to_micros(i.used_at), i.merchant, coalesce(m.appid, ''), to_micros(i.revoked_at)";
const std::string invitation_rows_sql =
    "SELECT " + invitation_columns + " FROM invitation i LEFT JOIN merchant m ON m.id = i.merchant";

Invitation invitation_of(const pqxx::row& row) {
  Invitation invitation;
  invitation.id = row[0].as<int>();
  invitation.note = row[1].as<std::string>();
  invitation.biz_appid = row[2].as<std::string>();
  invitation.expires_at = db::time_of(row[3]);
  invitation.created_at = db::time_of(row[4]);
  invitation.created_by = row[5].as<std::string>();
  invitation.used_at = db::optional_time_of(row[6]);
  invitation.merchant = db::optional_of<int>(row[7]);
  invitation.merchant_appid = row[8].as<std::string>();
  invitation.revoked_at = db::optional_time_of(row[9]);
  return invitation;
}

std::vector<Invitation> invitations_in(const pqxx::result& rows) {
  std::vector<Invitation> invitations;
  for (const auto& row : rows)
    invitations.push_back(invitation_of(row));
  return invitations;
}

Invitation read_invitation(db::Transaction& transaction, int id) {
  return invitation_of(transaction.raw().exec_params1(invitation_rows_sql + " WHERE i.id = $1", id));
}

}  // namespace

Invitation insert_invitation(db::Transaction& transaction, std::string_view hash,
                             const InvitationSettings& settings, std::string_view created_by) {
  const auto row = transaction.raw().exec_params1(
      "INSERT INTO invitation (hash, note, biz_appid, expires_at, created_by) "
      "VALUES ($1, $2, $3, to_timestamp_micros($4), $5) RETURNING id",
      db::as_bytea(hash), settings.note, settings.biz_appid, db::to_micros(settings.expires_at),
      std::string(created_by));
  return read_invitation(transaction, row[0].as<int>());
}

std::vector<Invitation> list_invitations(db::Transaction& transaction) {
  return invitations_in(transaction.raw().exec(invitation_rows_sql + " ORDER BY i.id DESC"));
}

std::vector<Invitation> page_of_invitations(db::Transaction& transaction, int after, std::size_t limit) {
  return invitations_in(transaction.raw().exec_params(
      invitation_rows_sql + " WHERE $1::integer = 0 OR i.id < $1 ORDER BY i.id DESC LIMIT $2", after, limit));
}

std::vector<Invitation> invitations_for(db::Transaction& transaction, std::string_view biz_appid) {
  return invitations_in(transaction.raw().exec_params(
      invitation_rows_sql + " WHERE i.biz_appid = $1 ORDER BY i.id DESC", std::string(biz_appid)));
}

std::optional<Invitation> find_invitation(db::Transaction& transaction, std::string_view hash) {
  const auto rows =
      transaction.raw().exec_params(invitation_rows_sql + " WHERE i.hash = $1", db::as_bytea(hash));
  if (rows.empty()) return std::nullopt;
  return invitation_of(rows[0]);
}

base::Result<Invitation> revoke_invitation(db::Transaction& transaction, int id,
                                           std::string_view revoked_by) {
  const auto revoked = transaction.raw().exec_params(
      "UPDATE invitation SET revoked_at = now(), revoked_by = $2 "
      "WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL",
      id, std::string(revoked_by));
  if (revoked.affected_rows() == 1) return read_invitation(transaction, id);
  const auto known = transaction.raw().exec_params("SELECT used_at FROM invitation WHERE id = $1", id);
  if (known.empty()) {
    return base::fail(base::Code::not_found, "there is no invitation " + std::to_string(id));
  }
  return base::fail(base::Code::conflict, "invitation " + std::to_string(id) + " is " +
                                              (known[0][0].is_null() ? "revoked" : "used") + " already");
}

void link_invitation(db::Transaction& transaction, std::string_view code_hash, int invitation) {
  transaction.raw().exec_params(
      "UPDATE authorization_code SET invitation = $2 WHERE hash = $1 AND invitation IS NULL",
      db::as_bytea(code_hash), invitation);
}

std::optional<Invitation> lock_invitation_of(db::Transaction& transaction, std::string_view code_hash) {
  const auto rows = transaction.raw().exec_params(
      invitation_rows_sql +
          " WHERE i.id = (SELECT invitation FROM authorization_code WHERE hash = $1) FOR UPDATE OF i",
      db::as_bytea(code_hash));
  if (rows.empty()) return std::nullopt;
  return invitation_of(rows[0]);
}

std::optional<InvitationUse> use_invitation(db::Transaction& transaction, std::string_view code_hash) {
  const auto used = transaction.raw().exec_params(
      "UPDATE invitation i SET used_at = now(), merchant = c.merchant "
      "FROM authorization_code c JOIN merchant m ON m.id = c.merchant "
      "WHERE c.hash = $1 AND c.invitation = i.id AND c.outcome = 'authorized' AND i.used_at IS NULL "
      "AND i.revoked_at IS NULL AND (i.biz_appid = '' OR i.biz_appid = m.appid) "
      "RETURNING i.id, i.merchant",
      db::as_bytea(code_hash));
  if (used.empty()) return std::nullopt;
  return InvitationUse{used[0][0].as<int>(), used[0][1].as<int>()};
}

}  // namespace platform
