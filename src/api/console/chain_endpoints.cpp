#include "api/console/chain_endpoints.hpp"

#include <limits>

#include "api/console/console_answer.hpp"
#include "api/console/query_reader.hpp"
#include "audit/checkpoint.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Code;
using http::Method;

std::string stream_json(const audit::StreamView& stream) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("id", base::to_hex(stream.id))
      .text("day", stream.day)
      .text("state", stream.state)
      .number("size", stream.size)
      .text("opened_at", base::to_rfc3339(stream.opened_at));
  if (stream.sealed_at) members.text("sealed_at", base::to_rfc3339(*stream.sealed_at));
  members.text("instance", stream.owner);
  if (stream.note.empty()) return out + '}';
  members.number("signed_size", stream.signed_size)
      .text("signed_at", base::to_rfc3339(*stream.signed_at))
      .text("root", base::to_base64(base::bytes_of(stream.root)))
      .text("checkpoint", stream.note);
  return out + '}';
}

std::string checkpoint_json(const audit::CheckpointView& checkpoint) {
  std::string out = "{";
  base::JsonMembers(out)
      .number("size", checkpoint.size)
      .text("signed_at", base::to_rfc3339(checkpoint.made_at))
      .text("root", base::to_base64(base::bytes_of(checkpoint.root)))
      .text("note", checkpoint.note);
  return out + '}';
}

std::string manifest_json(const audit::ManifestView& manifest) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("day", manifest.day)
      .text("sha256", base::to_hex(base::bytes_of(manifest.hash)))
      .text("note", manifest.note);
  return out + '}';
}

std::string note_json(const audit::NumberedNote& note) {
  std::string out = "{";
  base::JsonMembers(out).number("number", note.number).text("note", note.note);
  return out + '}';
}

std::string string_json(const std::string& text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

template <class T, class Write>
std::string array_of(const std::vector<T>& all, Write write) {
  std::string out = "[";
  for (const T& one : all) {
    if (out.size() > 1) out += ',';
    out += write(one);
  }
  return out + ']';
}

// A day of the query string, or "".
base::Result<std::string> day_in(QueryReader& query, std::string_view name) {
  std::string day = query.text(name);
  if (const auto good = query.finish(); !good) return std::unexpected(good.error());
  if (!day.empty() && !staff::is_day(day))
    return base::fail(Code::invalid_argument, std::string(name) + " is a day YYYY-MM-DD");
  return day;
}

}  // namespace

std::vector<ConsoleRoute> ChainEndpoints::routes() {
  using C = ChainEndpoints;
  return {
      {Method::get, "/api/v1/audit/streams", Permission::read, 0, handler(this, &C::streams)},
      {Method::get, "/api/v1/audit/streams/{stream}", Permission::read, 0, handler(this, &C::stream)},
      {Method::get, "/api/v1/audit/manifests", Permission::read, 0, handler(this, &C::manifests)},
      {Method::get, "/api/v1/audit/notes", Permission::read, 0, handler(this, &C::notes)},
  };
}

base::Awaitable<http::Response> ChainEndpoints::streams(const http::Request& request, const Visitor&) {
  QueryReader query(request.query);
  const auto day = day_in(query, "day");
  if (!day) co_return console_problem(request, day.error());
  const auto found = co_await desk_.streams(*day);
  if (!found) co_return console_problem(request, found.error());
  std::string out = "{";
  base::JsonMembers(out).text("day", found->day).raw("streams", array_of(found->streams, stream_json));
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> ChainEndpoints::stream(const http::Request& request, const Visitor&) {
  constexpr std::size_t largest = std::numeric_limits<std::int64_t>::max();
  QueryReader query(request.query);
  const std::size_t before = query.number("before", largest, 1, largest);
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  const auto id = audit::parse_stream(request.parameters.front());
  if (id <= 0) co_return console_problem(request, Code::not_found, "there is no such stream");
  const auto found = co_await desk_.stream(id, static_cast<std::int64_t>(before));
  if (!found) co_return console_problem(request, found.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("stream", stream_json(found->stream))
      .raw("checkpoints", array_of(found->checkpoints, checkpoint_json));
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> ChainEndpoints::manifests(const http::Request& request,
                                                          const Visitor& visitor) {
  QueryReader query(request.query);
  const auto before = day_in(query, "before");
  if (!before) co_return console_problem(request, before.error());
  // They count the records of all merchants.
  if (!visitor.account.bounds.merchants.empty()) co_return console_problem(request, Code::permission_denied);
  const auto found = co_await desk_.manifests(*before);
  if (!found) co_return console_problem(request, found.error());
  std::string out = "{";
  base::JsonMembers(out).raw("manifests", array_of(*found, manifest_json));
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> ChainEndpoints::notes(const http::Request& request, const Visitor& visitor) {
  QueryReader query(request.query);
  const std::string after = query.text("after");
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  const auto number = base::parse_uint64(after.empty() ? "0" : after);
  if (!number || *number > 1ULL << 62U)
    co_return console_problem(request, Code::invalid_argument, "after is the number of a note");
  if (!visitor.account.bounds.merchants.empty()) co_return console_problem(request, Code::permission_denied);
  const auto found = co_await desk_.notes(static_cast<std::int64_t>(*number));
  if (!found) co_return console_problem(request, found.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("notes", array_of(found->notes, note_json))
      .raw("keys", array_of(found->keys, string_json));
  co_return console_json(out + '}');
}

}  // namespace api
