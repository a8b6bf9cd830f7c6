#include "proof_bench.hpp"

#include <functional>
#include <random>

#include "audit/proof.hpp"
#include "audit/proof_store.hpp"
#include "bench_store.hpp"
#include "db/transaction.hpp"

namespace bench {
namespace {

using base::Result;
using Clock = std::chrono::steady_clock;

constexpr double proof_goal = 20;  // ms

class Proofs {
 public:
  Proofs(db::Connection& connection, LongStream stream) : connection_(connection), stream_(stream) {}

  Result<bool> inclusion() {
    const std::int64_t size = up_to(stream_.size);
    const audit::RecordId id{stream_.id, up_to(size) - 1};
    const auto proof = db::in_transaction(connection_, [&](db::Transaction& transaction) {
      return audit::prove_inclusion(transaction, id, size);
    });
    if (!proof) return std::unexpected(proof.error());
    return audit::root_of_path(proof->leaf, id.seq, size, proof->path) == proof->root;
  }

  Result<bool> consistency() {
    const std::int64_t size = up_to(stream_.size);
    const std::int64_t old_size = up_to(size);
    const auto proof = db::in_transaction(connection_, [&](db::Transaction& transaction) {
      return audit::prove_consistency(transaction, stream_.id, old_size, size);
    });
    if (!proof) return std::unexpected(proof.error());
    return audit::is_consistent(old_size, proof->old_root, size, proof->root, proof->path);
  }

 private:
  std::int64_t up_to(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(1, most)(random_);
  }

  db::Connection& connection_;
  const LongStream stream_;
  std::mt19937_64 random_{13};
};

Result<Figure> measure(const char* id, int rounds, const std::function<Result<bool>()>& prove) {
  std::vector<double> took;
  for (int i = 0; i < rounds; ++i) {
    const auto began = Clock::now();
    const auto holds = prove();
    if (!holds) return std::unexpected(holds.error());
    if (!*holds) return base::fail(base::Code::conflict, "a proof does not hold");
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
  }
  return figure_of(id, std::move(took), proof_goal);
}

}  // namespace

Result<std::vector<Figure>> measure_proofs(db::Connection& connection, int rounds) {
  const auto stream = find_longest_stream(connection);
  if (!stream) return std::unexpected(stream.error());
  Proofs proofs(connection, *stream);
  auto inclusion = measure("audit_proof_inclusion", rounds, [&proofs] { return proofs.inclusion(); });
  if (!inclusion) return std::unexpected(inclusion.error());
  auto consistency = measure("audit_proof_consistency", rounds, [&proofs] { return proofs.consistency(); });
  if (!consistency) return std::unexpected(consistency.error());
  return std::vector{*std::move(inclusion), *std::move(consistency)};
}

}  // namespace bench
