#include "staff/answer_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"

namespace staff {

std::optional<int> insert_answer(db::Transaction& transaction, int account, std::string_view key,
                                 const std::string& request) {
  const auto rows = transaction.raw().exec_params(
      "INSERT INTO staff_answer (staff, key, request) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING "
      "id",
      account, std::string(key), db::as_bytea(request));
  if (rows.empty()) return std::nullopt;
  return rows[0][0].as<int>();
}

KeptAnswer find_answer(db::Transaction& transaction, int account, std::string_view key) {
  const auto row = transaction.raw().exec_params1(
      "SELECT id, request, coalesce(status, 0), answer FROM staff_answer WHERE staff = $1 AND key = $2",
      account, std::string(key));
  return {row[0].as<int>(), db::bytes_of(row[1]), row[2].as<int>(),
          row[3].is_null() ? std::string() : db::bytes_of(row[3])};
}

void set_answer(db::Transaction& transaction, int id, int status, const std::string& envelope) {
  transaction.raw().exec_params0("UPDATE staff_answer SET status = $2, answer = $3 WHERE id = $1", id, status,
                                 db::as_bytea(envelope));
}

void delete_answer(db::Transaction& transaction, int id) {
  transaction.raw().exec_params0("DELETE FROM staff_answer WHERE id = $1", id);
}

void forget_old_answers(db::Transaction& transaction) {
  transaction.raw().exec0("DELETE FROM staff_answer WHERE begun_at < now() - interval '1 day'");
}

}  // namespace staff
