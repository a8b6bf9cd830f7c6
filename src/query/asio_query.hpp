// Asio calls a function `query` by its bare name, and takes namespace query for it where that is declared
// first. So every header of this room that does not include asio anyway includes this one.
#pragma once

#include <boost/asio/traits/query_free.hpp>
