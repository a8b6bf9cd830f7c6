#include "tokens/external_answer.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "tokens/weixin_calls.hpp"

namespace tokens {
namespace {

constexpr std::uint64_t most_seconds = 30 * 24 * 3'600;
constexpr std::size_t longest_token = 1'024;

std::unexpected<Refusal> trouble(std::string cause) {
  return std::unexpected(no_answer({base::Code::upstream_failed, "", "token centre: " + std::move(cause)}));
}

}  // namespace

std::string external_request(const ExternalAsk& ask) {
  std::string body = "{";
  base::JsonMembers members(body);
  members.text("appid", ask.appid).text("reason", name(ask.reason));
  if (ask.reason == Reason::refused) {
    members.number("refused_generation", ask.generation)
        .text_unless_empty("refused_sha256", ask.refused_sha256);
  }
  return body + "}";
}

TokenAnswer external_answer(int status, std::string_view body) {
  if (status == 404) {
    return std::unexpected(
        Refusal{Verdict::not_authorized, std::nullopt,
                base::Error{base::Code::merchant_not_authorized,
                            "the merchant does not authorise the platform", "token centre: status 404"}});
  }
  if (status != 200) return trouble("status " + std::to_string(status));
  const auto answer = base::parse_json(body);
  if (!answer || !answer->is_object()) return trouble("no JSON object");
  const auto token = answer->find("access_token");
  const auto life = answer->find("expires_in");
  if (token == answer->end() || !token->is_string() || life == answer->end()) return trouble("incomplete");
  const auto seconds = base::as_uint64(*life, false);
  const auto& text = token->get_ref<const std::string&>();
  if (text.empty() || text.size() > longest_token || !seconds || *seconds == 0) return trouble("incomplete");
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
  if (!plain) return trouble("a token with characters that none has");
  return NewTokens{base::Secret(text), base::Secret(),
                   std::chrono::seconds(std::min<std::uint64_t>(*seconds, most_seconds))};
}

}  // namespace tokens
