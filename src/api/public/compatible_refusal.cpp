#include "api/public/compatible_refusal.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/json_writer.hpp"

namespace api {
namespace {

using base::Code;

struct Row {
  Situation situation;
  std::int64_t errcode;
  Code code;
  std::string_view en;
  std::string_view zh;
};

// clang-format off
constexpr std::array rows = {
    Row{Situation::token_missing, 41001, Code::api_key_invalid,
     "access_token missing: get one from GET /cgi-bin/token",
     "缺少 access_token：请通过 GET /cgi-bin/token 获取"},
    Row{Situation::token_invalid, 40001, Code::api_key_invalid,
     "invalid credential: the access_token is unknown, or its API key was revoked; get one from GET /cgi-bin/token",
     "access_token 无效：未知，或其 API 密钥已吊销；请通过 GET /cgi-bin/token 重新获取"},
    Row{Situation::token_unclear, 40001, Code::api_key_invalid,
     "invalid credential: access_token has to stand there once, properly encoded",
     "access_token 无效：该参数只能出现一次，且须正确编码"},
    Row{Situation::token_expired, 42001, Code::api_key_invalid,
     "access_token expired: get a new one from GET /cgi-bin/token",
     "access_token 已过期：请通过 GET /cgi-bin/token 重新获取"},
    Row{Situation::key_in_url, 40001, Code::api_key_invalid,
     "invalid credential: this API key is not allowed in URLs; get an access_token with it from GET /cgi-bin/token",
     "access_token 无效：该 API 密钥不允许出现在 URL 中；请用它通过 GET /cgi-bin/token 获取 access_token"},
    Row{Situation::grant_type_wrong, 40002, Code::request_malformed,
     "invalid grant_type: it has to be client_credential",
     "grant_type 无效：必须为 client_credential"},
    Row{Situation::appid_missing, 41002, Code::request_malformed,
     "appid missing: send the merchant's appid once",
     "缺少 appid：请发送商户的 appid，且只发送一次"},
    Row{Situation::appid_wrong, 40013, Code::api_key_invalid,
     "invalid appid: this API key belongs to another merchant",
     "appid 无效：该 API 密钥属于其他商户"},
    Row{Situation::secret_missing, 41004, Code::request_malformed,
     "appsecret missing: send the API key as secret, once",
     "缺少 secret：请将 API 密钥作为 secret 发送，且只发送一次"},
    Row{Situation::secret_wrong, 40125, Code::api_key_invalid,
     "invalid appsecret: the secret is no API key of this merchant, or it is revoked or expired",
     "secret 无效：不是该商户的 API 密钥，或密钥已吊销、已过期"},
    Row{Situation::throttled, 45011, Code::rate_limited,
     "too many wrong secrets came from this address: wait for the time that Retry-After gives",
     "来自该地址的错误 secret 过多：请等待 Retry-After 给出的时间后再试"},
    Row{Situation::get_wanted, 43001, Code::method_not_allowed, "require GET method", "请使用 GET 请求"},
    Row{Situation::post_wanted, 43002, Code::method_not_allowed, "require POST method", "请使用 POST 请求"},
    Row{Situation::body_empty, 44002, Code::request_malformed,
     "empty post data: send a JSON object", "请求体为空：请发送 JSON 对象"},
    Row{Situation::path_unknown, 40066, Code::not_found,
     "invalid url: served here are POST /intp/marketcode/codeactivequery, GET /cgi-bin/token and POST "
     "/cgi-bin/stable_token",
     "路径无效：此处仅提供 POST /intp/marketcode/codeactivequery、GET /cgi-bin/token 和 POST /cgi-bin/stable_token"},
};
// clang-format on

static_assert(rows.size() == static_cast<std::size_t>(Situation::path_unknown) + 1);
static_assert(std::ranges::is_sorted(rows, {}, &Row::situation));

}  // namespace

CompatibleRefusal refusal_of(Situation situation, Language language) {
  const Row& row = rows[static_cast<std::size_t>(situation)];
  return {row.errcode, row.code, language == Language::zh ? row.zh : row.en};
}

CompatibleRefusal refusal_of(Code code, std::string_view detail, Language language) {
  const ProblemKind& kind = problem_kind(code);
  // 0 means that WeChat's own errcode is passed through: where there is none, WeChat gave no usable answer.
  return {kind.errcode == 0 ? -1 : kind.errcode, kind.code, detail.empty() ? kind.in(language).help : detail};
}

http::Response render(const CompatibleRefusal& refusal, std::string_view request_id,
                      std::optional<base::Micros> retry_after) {
  http::Response response;
  response.content_type = compatible_content_type;
  response.code = base::name(refusal.code);
  std::string errmsg = "[gateway] ";
  errmsg.append(refusal.words).append(" gw_rid: ").append(request_id);
  response.body = "{";
  base::JsonMembers(response.body).number("errcode", refusal.errcode).text("errmsg", errmsg);
  response.body += '}';
  response.headers = {{"X-Error-Source", "gateway"}, {"Cache-Control", "no-store"}};
  if (const auto wait = seconds_to_wait(problem_kind(refusal.code), retry_after)) {
    response.headers.emplace_back("Retry-After", std::to_string(*wait));
  }
  return response;
}

}  // namespace api
