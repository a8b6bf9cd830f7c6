#include "http/request_parser.hpp"

#include <limits>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "http/chunked_end.hpp"

namespace http {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;

// The callbacks of one message. Its own notion of limits and of keep-alive is not used: check() and the
// reader decide both.
class RequestParser::Parser final : public beast_http::basic_parser<true> {
 public:
  Parser() {
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
    eager(true);
  }

  RequestLine* line = nullptr;
  std::vector<Header>* headers = nullptr;  // null once the header is complete: trailers are dropped
  std::string* body = nullptr;
  std::size_t body_size_limit = 0;

 private:
  using View = boost::beast::string_view;
  static std::string_view plain(View text) { return {text.data(), text.size()}; }

  void on_request_impl(beast_http::verb, View method, View target, int version, error_code&) override {
    *line = RequestLine{plain(method), plain(target), version == 10 ? 0U : 1U};
  }
  void on_field_impl(beast_http::field, View name, View value, error_code&) override {
    if (headers) headers->push_back({plain(name), plain(value)});
  }
  void on_header_impl(error_code&) override { headers = nullptr; }

  // By then body_size_limit is set; the chunk's size is known before its bytes come.
  void on_chunk_header_impl(std::uint64_t size, View, error_code& error) override {
    if (size > body_size_limit - body->size()) error = beast_http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, error_code&) override {
    body->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  // Only messages without a length, or with Content-Length, come here; neither is fed to this parser.
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(View bytes, error_code&) override { return bytes.size(); }
  void on_response_impl(int, View, int, error_code&) override {}
  void on_finish_impl(error_code&) override {}
};

RequestParser::RequestParser() = default;
RequestParser::~RequestParser() = default;

bool RequestParser::parse_head(std::string_view block, RequestLine& line, std::vector<Header>& headers) {
  parser_ = std::make_unique<Parser>();
  headers.clear();
  parser_->line = &line;
  parser_->headers = &headers;
  parser_->eager(false);

  error_code error;
  const std::size_t used = parser_->put(boost::asio::const_buffer(block.data(), block.size()), error);
  parser_->eager(true);
  return !error && used == block.size() && parser_->is_header_done();
}

RequestParser::Chunks RequestParser::parse_chunks(std::string_view raw, std::string& body, std::size_t limit,
                                                  std::size_t& used) {
  used = 0;
  if (is_too_little(raw)) return Chunks::need_more;
  parser_->body = &body;
  parser_->body_size_limit = limit;
  error_code error;
  used = parser_->put(boost::asio::const_buffer(raw.data(), raw.size()), error);
  if (error == beast_http::error::need_more) return Chunks::need_more;
  if (error == beast_http::error::body_limit) return Chunks::too_large;
  if (error) return Chunks::malformed;
  return parser_->is_done() ? Chunks::complete : Chunks::need_more;
}

}  // namespace http
