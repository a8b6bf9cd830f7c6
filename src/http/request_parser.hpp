// Beast's parser, fed by hand: it splits the header and takes chunked bodies apart.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/check.hpp"

namespace http {

// One object a connection, used for one request after the other.
class RequestParser {
 public:
  RequestParser();
  ~RequestParser();

  // `block`: a whole header with the empty line that ends it, as HeaderScan found it. False when it is not
  // the header of an HTTP/1.0 or 1.1 request. The views point into the block.
  bool parse_head(std::string_view block, RequestLine& line, std::vector<Header>& headers);

  enum class Chunks { need_more, complete, too_large, malformed };
  // After parse_head of a chunked request: takes bytes from the front of `raw`, appends what they hold to
  // `body` up to `limit` bytes, and drops extensions and trailers. `used`: how many bytes were taken; the
  // rest must come again, with more behind it.
  Chunks parse_chunks(std::string_view raw, std::string& body, std::size_t limit, std::size_t& used);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace http
