#include "audit/line.hpp"

#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace audit {
namespace {

constexpr std::size_t longest_reply = 16 * 1024;

std::string_view name(Caller::Type type) {
  switch (type) {
    case Caller::Type::key:
      return "key";
    case Caller::Type::staff:
      return "staff";
    case Caller::Type::recovery:
      return "recovery";
  }
  return "key";
}

void append_caller(std::string& out, const Caller& caller, const DayKey& key, base::Random& random) {
  out += '{';
  base::JsonMembers members(out);
  members.text("type", name(caller.type)).text_unless_empty("id", caller.id);
  if (caller.type == Caller::Type::staff) {
    members.text("name", seal_personal(key, caller.name, random));
  } else {
    members.text_unless_empty("name", caller.name);
  }
  members.text_unless_empty("reason", caller.reason);
  out += '}';
}

void append_selector(std::string& out, const QueryHead& head) {
  out += '{';
  base::JsonMembers members(out);
  members.raw("received", head.received.empty() ? "{}" : std::string_view(head.received));
  if (!head.sent.empty()) members.raw("sent", head.sent);
  out += '}';
}

void append_attempt(std::string& out, const Attempt& attempt) {
  out += '{';
  base::JsonMembers members(out);
  members.text("host", attempt.host)
      .text("time", base::to_rfc3339(attempt.time))
      .number("us", attempt.took.count());
  if (attempt.sent != Sent::yes) members.text("sent", name(attempt.sent));
  members.text_unless_empty("failure", attempt.failure);
  if (attempt.http_status != 0) members.number("status", attempt.http_status);
  if (attempt.errcode) members.number("errcode", *attempt.errcode);
  members.text_unless_empty("rid", attempt.rid).text_unless_empty("date", attempt.date);
  members.number("generation", attempt.generation);
  out += '}';
}

std::string digest_json(std::string_view bytes) {
  std::string out = "{";
  const auto digest = crypto::sha256(bytes);
  base::JsonMembers(out).number("bytes", bytes.size()).text("sha256", base::to_hex(std::span(digest)));
  return out + "}";
}

void prefer(std::optional<std::uint64_t>& known, std::optional<std::uint64_t> told) {
  if (!known) known = told;
}

void prefer(std::string& known, const std::string& told) {
  if (known.empty()) known = told;
}

}  // namespace

std::string query_head(const QueryHead& head, const DayKey& key, base::Random& random) {
  std::string out;
  out.reserve(768);
  base::JsonMembers members(out);
  members.text("time", base::to_rfc3339(head.time))
      .text("request_id", head.request_id)
      .text_unless_empty("client_request_id", head.client_request_id)
      .text_unless_empty("trace", head.trace)
      .text("merchant", head.merchant_appid)
      .number("authorization", head.authorization_version);
  append_caller(members.key("caller"), head.caller, key, random);
  members.text("client", seal_personal(key, base::text_of(head.client), random))
      .text("dialect", name(head.dialect));
  append_selector(members.key("selector"), head);
  return out;
}

Columns query_columns(const QueryHead& head) {
  Columns columns;
  columns.time = head.time;
  columns.merchant = head.merchant;
  columns.api_key = head.caller.api_key;
  columns.client = base::text_of(head.client);
  columns.request_id = head.request_id;
  columns.dialect = head.dialect;
  columns.selector = head.selector;
  return columns;
}

std::string query_tail(const QueryTail& tail) {
  std::string out;
  out.reserve(512 + (tail.reply ? tail.reply->size() * 5 / 4 : 0));
  base::JsonMembers members(out);
  members.text("outcome", name(tail.outcome));
  if (tail.code) members.text("code", base::name(*tail.code));
  if (tail.errcode) members.number("errcode", *tail.errcode);
  members.text_unless_empty("rid", tail.rid);
  if (!tail.attempts.empty()) {
    members.key("attempts") += '[';
    for (std::size_t i = 0; i < tail.attempts.size(); ++i) {
      if (i > 0) out += ',';
      append_attempt(out, tail.attempts[i]);
    }
    out += ']';
  }
  members.number("us", tail.took.count());
  if (tail.count != 1) members.number("count", tail.count);
  if (tail.reply && tail.reply->size() <= longest_reply && base::is_utf8(*tail.reply)) {
    members.text("reply", *tail.reply);
  } else if (tail.reply) {
    members.raw("reply", digest_json(*tail.reply));
  }
  return out;
}

void add_tail(Columns& columns, const QueryTail& tail) {
  columns.outcome = tail.outcome;
  columns.errcode = tail.errcode;
  if (tail.code) columns.reason = base::name(*tail.code);
  columns.rid = tail.rid;
  columns.product = product_key(tail.product);
  prefer(columns.selector.application_id, tail.answered.application_id);
  prefer(columns.selector.code_index, tail.answered.code_index);
  prefer(columns.selector.code, tail.answered.code);
  prefer(columns.selector.code_url, tail.answered.code_url);
}

std::string event_head(const Event& event, const DayKey& key, base::Random& random) {
  const bool person = event.actor_kind == "command" || event.actor_kind == "staff";
  std::string actor = "{";
  base::JsonMembers(actor)
      .text("kind", event.actor_kind)
      .text("name", person ? seal_personal(key, event.actor, random) : event.actor);
  actor += '}';

  std::string out;
  base::JsonMembers(out)
      .text("time", base::to_rfc3339(event.time))
      .text_unless_empty("merchant", event.merchant_appid)
      .raw("actor", actor)
      .text("action", event.action)
      .raw("details", event.details);
  return out;
}

Columns event_columns(const Event& event) {
  Columns columns;
  columns.time = event.time;
  columns.kind = event.kind;
  columns.merchant = event.merchant;
  columns.api_key = event.api_key;
  return columns;
}

std::string assemble(Kind kind, std::int64_t stream, std::int64_t seq, std::optional<std::int64_t> mseq,
                     std::optional<std::int64_t> intent, std::string_view head, std::string_view tail) {
  std::string out;
  out.reserve(96 + head.size() + tail.size());
  out += '{';
  base::JsonMembers members(out);
  members.number("v", 1).text("kind", name(kind)).text("stream", base::to_hex(stream)).number("seq", seq);
  if (mseq) members.number("mseq", *mseq);
  if (intent) members.number("intent", *intent);
  out.append(",").append(head);
  if (!tail.empty()) out.append(",").append(tail);
  out += '}';
  return out;
}

}  // namespace audit
