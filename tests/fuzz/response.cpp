// An answer to the gateway's own client. The last byte says in pieces of which size it comes, and what is
// asked.
#include <algorithm>
#include <cstring>

#include "expect.hpp"
#include "http/response_reader.hpp"
#include "target.hpp"

namespace {

using fuzz::expect;
using Reader = http::ResponseReader;

constexpr std::size_t body_limit = 256;

struct Read {
  Reader::State state = Reader::State::incomplete;
  http::IncomingResponse response;
  http::Fault fault = http::Fault::none;
};

Read read(std::string_view bytes, std::size_t piece, Reader::Body body) {
  Reader reader;
  reader.begin(body, body_limit);
  Read read;
  while (!bytes.empty() && read.state == Reader::State::incomplete) {
    const auto space = reader.space();
    expect(!space.empty(), "while an answer is incomplete there is room for more");
    const auto count = std::min({piece, space.size(), bytes.size()});
    std::memcpy(space.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    read.state = reader.received(count);
  }
  if (read.state == Reader::State::incomplete) read.state = reader.ended();
  expect(read.state != Reader::State::incomplete, "when the peer has ended nothing is open");
  if (read.state == Reader::State::failed) {
    read.fault = reader.failure().fault;
    expect(read.fault != http::Fault::none, "a failure has a name");
    return read;
  }
  if (reader.may_keep())
    expect(bytes.empty() || piece < 1000, "nothing is left over on a connection that is kept");
  read.response = reader.take();
  return read;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = fuzz::text_of(data, size - 1);
  const auto body = (data[size - 1] & 1) != 0 ? Reader::Body::none : Reader::Body::expected;
  const auto whole = read(bytes, bytes.size() + 1, body);
  const auto parts = read(bytes, std::size_t{1} + data[size - 1] / 16U, body);
  if (whole.state == Reader::State::complete) {
    expect(whole.response.status >= 200 && whole.response.status <= 599, "an answer has a final status");
    expect(whole.response.body.size() <= body_limit, "a body is within its limit");
    expect(body == Reader::Body::expected || whole.response.body.empty(), "no body where none belongs");
    expect(parts.state == whole.state, "it is complete however it comes");
    expect(parts.response.status == whole.response.status && parts.response.body == whole.response.body &&
               parts.response.date == whole.response.date,
           "and says the same");
  }
  return 0;
}
