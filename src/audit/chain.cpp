#include "audit/chain.hpp"

#include <utility>

namespace audit {
namespace {

constexpr std::chrono::seconds chain_patience{10};

}  // namespace

base::Awaitable<base::Result<ChainDesk::Day>> ChainDesk::streams(std::string day) {
  return database_.run(base::Deadline{clock_.steady() + chain_patience},
                       [day = std::move(day)](db::Connection& connection) -> base::Result<Day> {
                         Day found{day, {}};
                         auto streams = streams_of(connection, found.day);
                         if (!streams) return std::unexpected(streams.error());
                         found.streams = std::move(*streams);
                         return found;
                       });
}

base::Awaitable<base::Result<SignedStream>> ChainDesk::stream(std::int64_t stream, std::int64_t before) {
  return database_.run(
      base::Deadline{clock_.steady() + chain_patience},
      [stream, before](db::Connection& connection) { return signed_stream(connection, stream, before); });
}

base::Awaitable<base::Result<std::vector<ManifestView>>> ChainDesk::manifests(std::string before) {
  return database_.run(base::Deadline{clock_.steady() + chain_patience},
                       [before = std::move(before)](db::Connection& connection) {
                         return manifests_before(connection, before);
                       });
}

base::Awaitable<base::Result<ChainDesk::Notes>> ChainDesk::notes(std::int64_t after) {
  return database_.run(base::Deadline{clock_.steady() + chain_patience},
                       [after](db::Connection& connection) -> base::Result<Notes> {
                         auto notes = numbered_notes(connection, after);
                         if (!notes) return std::unexpected(notes.error());
                         auto keys = key_chain(connection);
                         if (!keys) return std::unexpected(keys.error());
                         return Notes{std::move(*notes), std::move(*keys)};
                       });
}

}  // namespace audit
