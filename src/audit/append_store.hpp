// The statements that put a cut into its stream. For the files named *_store.cpp of this room.
#pragma once

#include <string>

#include "audit/product_store.hpp"
#include "audit/stream.hpp"
#include "base/error.hpp"
#include "db/statement.hpp"
#include "db/transaction.hpp"

namespace audit {

// The cut's intents as the database holds them: one head a line.
std::string heads_of(const Cut& cut);

// Moves the stream's row forward under its epoch and writes the cut's intents: the first statement of every
// writing transaction. Gives the UTC day by the database's clock; Code::fenced when the row is not ours or
// not where we left it.
base::Result<std::string> claim(db::Transaction& transaction, const Cut& cut);
// Writes records and tiles of the cut, whose products were learned.
void write(db::Transaction& transaction, const Cut& cut, const ProductBook& products);
// Whether append_at_once() takes the cut: one that is small and completes no tile. Larger ones go through
// COPY.
bool fits_one_statement(const Cut& cut);
// claim() and write() as one statement that commits by itself, in one round trip.
base::Result<std::string> append_at_once(db::Statement& statement, const Cut& cut,
                                         const ProductBook& products);
// Ends the stream for good and removes its intents. Code::fenced as above.
base::Result<> seal_stream(db::Transaction& transaction, const Stream& stream, const std::string& by);

}  // namespace audit
