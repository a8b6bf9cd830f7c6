// Bytes of one connection, through the real session. The last byte says how they arrive.
#include <set>

#include "connection/house.hpp"
#include "connection/reference.hpp"
#include "connection/replies.hpp"
#include "expect.hpp"
#include "target.hpp"

namespace {

using fuzz::expect;

// bits: PROXY protocol, over the connection limit or about to stop or stopping; above them the size of the
// pieces.
fuzz::Manner manner_of(unsigned char byte) {
  constexpr std::size_t pieces[] = {0, 1, 2, 3, 7, 16, 63, 500};
  return {.piece = pieces[byte >> 3 & 7],
          .proxied = (byte & 1) != 0,
          .turned_away = (byte & 6) == 2,
          .drains = (byte & 4) != 0,
          .leaves = (byte & 6) == 6};
}

// What stands before HTTP, and the bytes after it. False: nothing may be handled.
bool skip_proxy_header(std::string_view& bytes) {
  constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < 16 || !bytes.starts_with(signature)) return false;
  const std::size_t size = byte(14) * 256U + byte(15);
  if (size > 1024 || bytes.size() < 16 + size) return false;
  const bool known = (byte(12) == 0x20 || byte(12) == 0x21) && byte(13) <= 0x32 && (byte(13) & 15) <= 2;
  const bool fits = byte(12) == 0x20 || byte(13) % 16 != 1 ||
                    size >= (byte(13) == 0x11   ? 12U
                             : byte(13) == 0x21 ? 36U
                                                : 0U);
  bytes.remove_prefix(16 + size);
  return known && fits;
}

void check_handled(const fuzz::Conversation& talk, const fuzz::Reading& reading, const fuzz::Manner& manner) {
  std::size_t at = 0;
  for (const fuzz::Expected& request : reading.requests) {
    if (!request.handled) continue;
    if (at == talk.handled.size()) break;
    const fuzz::Handled& seen = talk.handled[at++];
    expect(seen.method == request.method, "a handler sees the verb that was sent");
    expect(seen.target == request.target, "a handler sees the target that was sent");
    expect(seen.headers == request.headers, "a handler sees the headers that were sent");
    expect(seen.body == request.body, "a handler sees the body that was sent");
  }
  expect(at == talk.handled.size(), "no handler sees a request that nobody sent");
  if (!reading.certain || manner.drains || manner.turned_away) return;
  for (const fuzz::Expected& request : reading.requests) {
    if (request.handled && at-- == 0) expect(false, "every good request is handled");
  }
}

void check_replies(const fuzz::Conversation& talk, const fuzz::Reading& reading, const fuzz::Manner& manner) {
  const auto replies = fuzz::read_replies(talk.received, reading.requests);
  std::set<std::string> ids;
  std::size_t serial = 0;
  for (const fuzz::Reply& reply : replies.answers) {
    expect(ids.insert(reply.headers.at("x-request-id")).second, "every answer has an id of its own");
    const auto given = reply.headers.find("x-serial");
    if (given == reply.headers.end()) continue;
    expect(given->second == std::to_string(++serial), "answers come in the order of their requests");
  }
  expect(serial == talk.handled.size(), "every handled request is answered");
  expect(replies.answers.size() <= reading.requests.size() + 1, "one answer a request, and one refusal");
  std::size_t expecting = 1;  // one that is refused later may have been told to go on
  for (const fuzz::Expected& request : reading.requests) {
    if (request.expects_continue) ++expecting;
  }
  expect(replies.continues <= expecting, "100 is sent only where it was asked for");
  if (manner.turned_away) expect(talk.handled.empty(), "a connection over the limit is not served");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static fuzz::House house;
  const auto manner = manner_of(data[size - 1]);
  auto bytes = fuzz::text_of(data, size - 1);
  const auto talk = house.talk(bytes, manner);
  const bool opened = !manner.proxied || skip_proxy_header(bytes);
  const auto reading = opened ? fuzz::read_requests(bytes) : fuzz::Reading{};
  check_handled(talk, reading, manner);
  check_replies(talk, reading, manner);
  return 0;
}
