// The first record of a stream, which ties it to the streams before it.
#pragma once

#include <string>

#include "audit/stream_store.hpp"

namespace audit {

// {"sealed":[{"stream","size","root"}],"open":[{"stream"[,"checkpoint"]}]}: every stream that was sealed and
// not yet listed, and the newest checkpoint of every open one, so that no stream can vanish.
std::string opening_details(const Opening& opening);

}  // namespace audit
