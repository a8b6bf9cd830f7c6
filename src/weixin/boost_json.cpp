// Boost.JSON's non-template code, compiled once for the whole program.
#include <boost/json/src.hpp>
