#include "http/response_reader.hpp"

#include <string.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "http/chunked_end.hpp"

namespace http {
namespace {

namespace beast_http = boost::beast::http;
using beast_http::error;
using beast_http::field;
using Text = boost::beast::string_view;
using ErrorCode = boost::beast::error_code;

constexpr std::size_t interim_limit = 16;
// Room made ahead on the word of a Content-Length alone.
constexpr std::uint64_t trusted_length = 64 * 1024;

std::string_view view(Text text) { return {text.data(), text.size()}; }

// Beast's parser with only what this client keeps of an answer: a stored header costs an allocation each.
class Parser final : public beast_http::basic_parser<false> {
 public:
  Parser(bool no_body, std::size_t body_limit) {
    header_limit(ResponseReader::header_limit);
    this->body_limit(body_limit);
    eager(true);
    skip(no_body);
  }
  ~Parser() override { base::wipe(response.body); }  // of an answer that failed; it may hold a token

  IncomingResponse response;
  bool http11 = false;

 private:
  void on_request_impl(beast_http::verb, Text, Text, int, ErrorCode& ec) override { ec = error::bad_method; }

  void on_response_impl(int status, Text, int version, ErrorCode& ec) override {
    response.status = status;
    http11 = version == 11;
    if (status < 100 || status > 599 || status == 101) ec = error::bad_status;
  }

  void on_field_impl(field name, Text, Text value, ErrorCode& ec) override {
    if (in_body_) return;  // a trailer
    if (name == field::date) response.date = view(value);
    if (name == field::transfer_encoding && !(http11 && base::equals_ignoring_case(view(value), "chunked"))) {
      ec = error::bad_transfer_encoding;
    }
  }

  void on_header_impl(ErrorCode&) override { in_body_ = true; }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    if (length) response.body.reserve(static_cast<std::size_t>(std::min(*length, trusted_length)));
  }

  std::size_t on_body_impl(Text part, ErrorCode&) override {
    base::append_wiping(response.body, view(part));
    return part.size();
  }

  void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, Text part, ErrorCode& ec) override {
    return on_body_impl(part, ec);
  }

  void on_finish_impl(ErrorCode&) override {}

  bool in_body_ = false;
};

bool is_limit(const ErrorCode& ec) {
  return ec == error::header_limit || ec == error::body_limit || ec == error::buffer_overflow;
}

}  // namespace

struct ResponseReader::Impl {
  std::vector<char> buffer = std::vector<char>(buffer_size);
  std::size_t begin = 0;  // what was read and not parsed yet: begin to end
  std::size_t end = 0;
  std::size_t touched = 0;  // bytes of it that hold something of an answer
  bool no_body = false;
  std::size_t body_limit = 0;
  std::size_t interim = 0;
  std::optional<Parser> parser;
  Failed failure;

  ~Impl() { wipe(); }

  // An answer may hold a token.
  void wipe() {
    explicit_bzero(buffer.data(), touched);
    touched = 0;
  }

  State fail(Fault fault, std::string cause) {
    failure = Failed{fault, std::move(cause)};
    return State::failed;
  }

  // Moves what is left to the front, so that there is room behind it.
  State more() {
    std::memmove(buffer.data(), buffer.data() + begin, end - begin);
    end -= begin;
    begin = 0;
    if (end == buffer.size()) return fail(Fault::too_large, "a line of the answer is too long");
    return State::incomplete;
  }

  State parse() {
    while (begin < end) {
      const bool in_chunks = parser->is_header_done() && parser->chunked();
      if (in_chunks && is_too_little({buffer.data() + begin, end - begin})) break;
      ErrorCode ec;
      begin += parser->put(boost::asio::buffer(buffer.data() + begin, end - begin), ec);
      if (ec == error::need_more) return more();
      if (ec) return fail(is_limit(ec) ? Fault::too_large : Fault::response, ec.message());
      if (!parser->is_done()) continue;
      if (parser->response.status >= 200) return State::complete;
      if (++interim > interim_limit) return fail(Fault::response, "too many interim answers");
      parser.emplace(no_body, body_limit);
    }
    return more();
  }
};

ResponseReader::ResponseReader() : impl_(std::make_unique<Impl>()) {}
ResponseReader::~ResponseReader() = default;

void ResponseReader::begin(Body body, std::size_t body_limit) {
  impl_->begin = 0;
  impl_->end = 0;
  impl_->interim = 0;
  impl_->no_body = body == Body::none;
  impl_->body_limit = body_limit;
  impl_->parser.emplace(impl_->no_body, body_limit);
}

std::span<char> ResponseReader::space() { return std::span(impl_->buffer).subspan(impl_->end); }

ResponseReader::State ResponseReader::received(std::size_t size) {
  impl_->end += size;
  impl_->touched = std::max(impl_->touched, impl_->end);
  return impl_->parse();
}

ResponseReader::State ResponseReader::ended() {
  Parser& parser = *impl_->parser;
  const bool until_end = parser.got_some() && parser.is_header_done() && parser.need_eof();
  if (!until_end)
    return impl_->fail(Fault::read, "the server closed the connection before the answer was complete");
  ErrorCode ec;
  parser.put_eof(ec);
  return ec ? impl_->fail(Fault::read, ec.message()) : State::complete;
}

IncomingResponse ResponseReader::take() {
  impl_->wipe();
  return std::move(impl_->parser->response);
}

bool ResponseReader::nothing_left() const { return impl_->begin == impl_->end; }

bool ResponseReader::may_keep() const {
  const Parser& parser = *impl_->parser;
  return parser.http11 && parser.keep_alive() && nothing_left();
}

const Failed& ResponseReader::failure() const { return impl_->failure; }

}  // namespace http
