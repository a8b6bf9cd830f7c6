#include "weixin/api.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "base/json_writer.hpp"
#include "weixin/component_readers.hpp"

namespace weixin {
namespace {

constexpr std::size_t largest_answer = 1 << 20;  // lists of merchants are long

std::string target(std::string_view path, std::string_view parameter, const base::Secret& token) {
  std::string text;
  text.reserve(path.size() + parameter.size() + token.size() + 2);
  text.append(path).append("?").append(parameter).append("=");
  const std::string_view value = token.reveal();
  if (std::ranges::all_of(value, boost::urls::unreserved_chars)) {  // as tokens mostly are
    text.append(value);
  } else {
    boost::urls::encode(value, boost::urls::unreserved_chars, {}, boost::urls::string_token::append_to(text));
  }
  return text;
}

std::string component_target(std::string_view path, const base::Secret& component_token) {
  return target(path, "component_access_token", component_token);
}

std::string object(std::initializer_list<std::pair<std::string_view, std::string_view>> texts) {
  std::size_t size = 2;
  for (const auto& [name, value] : texts) {
    size += name.size() + value.size() + 6;  // no secret needs an escape
  }
  std::string body;
  body.reserve(size);  // outgrown memory would keep copies of secrets
  body += '{';
  base::JsonMembers members(body);
  for (const auto& [name, value] : texts) {
    members.text(name, value);
  }
  body += '}';
  return body;
}

void fail(Call& call, std::string_view failure, base::Code code = base::Code::upstream_failed) {
  call.failure = failure;
  call.code = code;
}

void fail(Call& call, const http::Exchange& exchange) {
  // The request is ours: what is wrong with it is nobody else's fault.
  const bool ours = exchange.fault == http::Fault::request;
  fail(call, http::name(exchange.fault), ours ? base::Code::internal : exchange.result.error().code);
}

void read_answer(Call& call, AnswerReader& reader) {
  if (call.http_status != 200) return fail(call, "status");
  if (call.body.empty()) return fail(call, "empty");
  auto answer = reader.read(call.body);
  if (!answer) return fail(call, "not_json");
  call.errcode = answer->errcode;
  call.errmsg = std::move(answer->errmsg);
  call.rid = std::move(answer->rid);
}

// The end of a component call.
template <class Reader>
void finish(Call& call, const Reader& reader) {
  base::wipe(call.body);
  if (call.succeeded() && !reader.complete()) fail(call, "incomplete");
}

}  // namespace

Api::Api(http::Client& client, http::Origin origin, const base::Clock& clock)
    : client_(client), origin_(std::move(origin)), clock_(clock) {}

base::Awaitable<Call> Api::post(std::string path, std::string body, base::Deadline deadline,
                                bool fresh_connection, AnswerReader& answer, std::size_t limit,
                                http::Method method) {
  http::OutgoingRequest request;
  request.method = method;
  request.target = path;
  request.body = body;
  request.response_limit = limit;
  request.fresh_connection = fresh_connection;

  Call call;
  call.host = origin_.host;
  call.started = clock_.wall();
  auto exchange = co_await client_.send(origin_, request, deadline);
  base::wipe(path);  // holds a token
  base::wipe(body);  // may hold one
  call.took = exchange.took;
  call.sent = exchange.sent;
  call.reused = exchange.reused;
  call.stale = exchange.stale();
  if (!exchange.result) {
    fail(call, exchange);
    co_return call;
  }
  call.http_status = exchange.result->status;
  call.date = std::move(exchange.result->date);
  call.body = std::move(exchange.result->body);
  read_answer(call, answer);
  co_return call;
}

base::Awaitable<CodeActiveCall> Api::codeactivequery(const base::Secret& token, const Selector& selector,
                                                     base::Deadline deadline, bool fresh_connection) {
  CodeActiveReader reader;
  CodeActiveCall result;
  result.call = co_await post(target("/intp/marketcode/codeactivequery", "access_token", token),
                              to_body(selector), deadline, fresh_connection, reader, largest_query_answer);
  if (result.call.succeeded()) result.active = reader.take();
  if (result.call.succeeded() && !result.active) fail(result.call, "incomplete");
  co_return result;
}

base::Awaitable<ComponentTokenCall> Api::component_token(std::string_view appid, const base::Secret& secret,
                                                         const base::Secret& ticket,
                                                         base::Deadline deadline) {
  ComponentTokenCall result;
  ComponentTokenReader reader(result);
  auto body = object({{"component_appid", appid},
                      {"component_appsecret", secret.reveal()},
                      {"component_verify_ticket", ticket.reveal()}});
  result.call = co_await post("/cgi-bin/component/api_component_token", std::move(body), deadline, true,
                              reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

base::Awaitable<Call> Api::start_push_ticket(std::string_view appid, const base::Secret& secret,
                                             base::Deadline deadline) {
  PlainReader reader;
  auto body = object({{"component_appid", appid}, {"component_secret", secret.reveal()}});
  auto call = co_await post("/cgi-bin/component/api_start_push_ticket", std::move(body), deadline, false,
                            reader, largest_answer);
  finish(call, reader);
  co_return call;
}

base::Awaitable<PreAuthCodeCall> Api::create_preauthcode(const base::Secret& component_token,
                                                         std::string_view component_appid,
                                                         base::Deadline deadline) {
  PreAuthCodeCall result;
  PreAuthCodeReader reader(result);
  auto body = object({{"component_appid", component_appid}});
  result.call = co_await post(component_target("/cgi-bin/component/api_create_preauthcode", component_token),
                              std::move(body), deadline, false, reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

// A code can be exchanged once: as with a refresh, no kept-alive connection whose death would leave that
// open.
base::Awaitable<QueryAuthCall> Api::query_auth(const base::Secret& component_token,
                                               std::string_view component_appid, const base::Secret& code,
                                               base::Deadline deadline) {
  QueryAuthCall result;
  QueryAuthReader reader(result);
  auto body = object({{"component_appid", component_appid}, {"authorization_code", code.reveal()}});
  result.call = co_await post(component_target("/cgi-bin/component/api_query_auth", component_token),
                              std::move(body), deadline, true, reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

base::Awaitable<AuthorizerTokenCall> Api::authorizer_token(const base::Secret& component_token,
                                                           std::string_view component_appid,
                                                           std::string_view authorizer_appid,
                                                           const base::Secret& refresh,
                                                           base::Deadline deadline) {
  AuthorizerTokenCall result;
  AuthorizerTokenReader reader(result);
  auto body = object({{"component_appid", component_appid},
                      {"authorizer_appid", authorizer_appid},
                      {"authorizer_refresh_token", refresh.reveal()}});
  result.call = co_await post(component_target("/cgi-bin/component/api_authorizer_token", component_token),
                              std::move(body), deadline, true, reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

base::Awaitable<AuthorizerInfoCall> Api::authorizer_info(const base::Secret& component_token,
                                                         std::string_view component_appid,
                                                         std::string_view authorizer_appid,
                                                         base::Deadline deadline) {
  AuthorizerInfoCall result;
  AuthorizerInfoReader reader(result.info);
  auto body = object({{"component_appid", component_appid}, {"authorizer_appid", authorizer_appid}});
  result.call = co_await post(component_target("/cgi-bin/component/api_get_authorizer_info", component_token),
                              std::move(body), deadline, false, reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

base::Awaitable<AuthorizerListCall> Api::authorizer_list(const base::Secret& component_token,
                                                         std::string_view component_appid,
                                                         std::uint64_t offset, std::uint64_t count,
                                                         base::Deadline deadline) {
  AuthorizerListCall result;
  AuthorizerListReader reader(result);
  std::string body = "{";
  base::JsonMembers(body)
      .text("component_appid", component_appid)
      .number("offset", offset)
      .number("count", count);
  body += '}';
  result.call = co_await post(component_target("/cgi-bin/component/api_get_authorizer_list", component_token),
                              std::move(body), deadline, false, reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

base::Awaitable<Call> Api::send_customer_text(const base::Secret& access_token, std::string_view openid,
                                              std::string_view text, base::Deadline deadline) {
  PlainReader reader;
  std::string content = "{";
  base::JsonMembers(content).text("content", text);
  std::string body = "{";
  base::JsonMembers(body).text("touser", openid).text("msgtype", "text").raw("text", content + "}");
  body += '}';
  auto call = co_await post(target("/cgi-bin/message/custom/send", "access_token", access_token),
                            std::move(body), deadline, true, reader, largest_answer);
  finish(call, reader);
  co_return call;
}

base::Awaitable<CallbackAddressesCall> Api::callback_addresses(const base::Secret& component_token,
                                                               base::Deadline deadline) {
  CallbackAddressesCall result;
  CallbackAddressesReader reader(result);
  result.call = co_await post(target("/cgi-bin/getcallbackip", "access_token", component_token), "", deadline,
                              false, reader, largest_answer, http::Method::get);
  finish(result.call, reader);
  co_return result;
}

base::Awaitable<CallbackCheckCall> Api::callback_check(const base::Secret& component_token,
                                                       base::Deadline deadline) {
  CallbackCheckCall result;
  CallbackCheckReader reader(result);
  auto body = object({{"action", "all"}, {"check_operator", "DEFAULT"}});
  result.call = co_await post(target("/cgi-bin/callback/check", "access_token", component_token),
                              std::move(body), deadline, false, reader, largest_answer);
  finish(result.call, reader);
  co_return result;
}

}  // namespace weixin
