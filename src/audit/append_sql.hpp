// The statement that both ways of writing a cut begin with.
#pragma once

namespace audit {

// $1 stream, $2 epoch, $3 size before, $4 size after, $5 intents after, $6 frontier after, $7 batch before.
// No row: the stream was taken over, or is not where we left it.
inline constexpr auto claim_sql =
    "UPDATE audit_stream SET size = $4, batch = batch + 1, intents = $5, frontier = $6, heartbeat = "
    "clock_timestamp() WHERE id = $1 AND epoch = $2 AND state = 'open' AND size = $3 AND batch = $7 "
    "RETURNING ((clock_timestamp() AT TIME ZONE 'UTC')::date)::text";

}  // namespace audit
