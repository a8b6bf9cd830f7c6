// The statements that put a cut into its stream. For the files named *_store.cpp of this room.
#pragma once

#include <string>

#include "audit/product_store.hpp"
#include "audit/stream.hpp"
#include "base/error.hpp"
#include "db/statement.hpp"
#include "db/transaction.hpp"

namespace audit {

// Moves the stream's row forward under its epoch and writes the cut's intents, records and tiles, all in one
// statement; alone or as the first one of a transaction. The cut's products were learned. Gives the UTC day
// by the database's clock; Code::fenced when the row is not ours or not where we left it: nothing was written
// then.
base::Result<std::string> append(db::Transaction& transaction, const Cut& cut, const ProductBook& products);
base::Result<std::string> append(db::Statement& statement, const Cut& cut, const ProductBook& products);
// Ends the stream for good and removes its intents. Code::fenced as above.
base::Result<> seal_stream(db::Transaction& transaction, const Stream& stream, const std::string& by);

}  // namespace audit
