#include <algorithm>
#include <array>

#include "api/problem.hpp"

namespace api {
namespace {

using base::Code;
using std::chrono::seconds;

// Columns: code · status · retryable · Retry-After · errcode of the compatible dialect · words.
// clang-format off
constexpr std::array kinds = {
    ProblemKind{Code::api_key_invalid, 401, false, seconds(0), 40001,
     {"API key not accepted",
      "The API key is missing, unknown, revoked or expired. Send Authorization: Bearer mk_…, or ask the "
      "service provider for a new key."},
     {"API 密钥无效",
      "缺少 API 密钥，或密钥未知、已吊销、已过期。请在请求头中发送 Authorization: Bearer mk_…，"
      "或向服务商申请新密钥。"}},
    ProblemKind{Code::address_not_allowed, 403, false, seconds(0), 40164,
     {"Address not allowed",
      "This API key may not be used from the address of this client. Ask the service provider to add the "
      "address to the key."},
     {"来源地址不被允许", "该 API 密钥不允许从当前地址使用。请联系服务商把该地址加入密钥的允许列表。"}},
    ProblemKind{Code::request_malformed, 400, false, seconds(0), 47001,
     {"Malformed request",
      "The request cannot be understood. Send a JSON object as described in openapi.yaml."},
     {"请求格式错误", "无法理解该请求。请按 openapi.yaml 的说明发送 JSON 对象。"}},
    ProblemKind{Code::method_not_allowed, 405, false, seconds(0), 43002,
     {"Method not allowed", "This path does not take this method. The Allow header names those it takes."},
     {"请求方法不被允许", "该路径不支持此请求方法，支持的方法见 Allow 响应头。"}},
    ProblemKind{Code::not_found, 404, false, seconds(0), 40066,
     {"Not found", "Nothing is served at this path, or not to this key. Queries go to POST /v1/codeactivequery."},
     {"路径不存在", "该路径不存在，或不对该密钥开放。查询请使用 POST /v1/codeactivequery。"}},
    ProblemKind{Code::selector_invalid, 400, false, seconds(0), 40097,
     {"Invalid selector", "Send exactly one of: application_id with code_index, code_url, code."},
     {"选择器无效", "请只发送以下之一：application_id 和 code_index、code_url、code。"}},
    ProblemKind{Code::merchant_suspended, 403, false, seconds(0), 48004,
     {"Merchant suspended", "The service provider has suspended this merchant. Ask the service provider."},
     {"商户已被停用", "服务商已停用该商户。请联系服务商。"}},
    ProblemKind{Code::merchant_not_authorized, 403, false, seconds(0), 61003,
     {"Merchant not authorised",
      "The merchant's account does not (any more) authorise the provider's platform. The merchant has to "
      "authorise it in WeChat."},
     {"商户未授权", "商户账号没有（或已取消）对服务商平台的授权。请商户在微信中重新授权。"}},
    ProblemKind{Code::permission_set_missing, 403, false, seconds(0), 61007,
     {"Permission set 46 not granted",
      "The merchant's authorisation does not include permission set 46 (one code per item). The merchant "
      "has to authorise again and grant it."},
     {"未授予权限集 46", "商户的授权不包含权限集 46（微信一物一码）。请商户重新授权并勾选该权限集。"}},
    ProblemKind{Code::account_type_not_supported, 403, false, seconds(0), 48001,
     {"Not a Service Account",
      "One code per item is open to Service Accounts only, and this merchant's account is none."},
     {"账号类型不支持", "微信一物一码仅对服务号开放，该商户的账号不是服务号。"}},
    ProblemKind{Code::rate_limited, 429, true, seconds(1), 45011,
     {"Rate limit reached",
      "This API key asks faster than it may. Wait for the time that Retry-After gives."},
     {"超过频率限制", "该 API 密钥的请求频率超出限制。请等待 Retry-After 给出的时间后再试。"}},
    ProblemKind{Code::overloaded, 503, true, seconds(1), -1,
     {"Overloaded", "The gateway has too much to do, or is about to stop. Try again shortly."},
     {"服务繁忙", "网关当前过载或即将停止。请稍后再试。"}},
    ProblemKind{Code::application_unknown, 422, false, seconds(0), 0,
     {"Application unknown", "WeChat knows no application with this application_id (80300)."},
     {"申请单不存在", "微信中不存在该 application_id 对应的申请单 (80300)。"}},
    ProblemKind{Code::application_not_owned, 422, false, seconds(0), 0,
     {"Application of another account", "The application or code belongs to another account (80301)."},
     {"申请单不属于该账号", "该申请单或码属于其他账号 (80301)。"}},
    ProblemKind{Code::code_format, 422, false, seconds(0), 0,
     {"Code format wrong", "WeChat does not accept this code: its form is wrong (80303)."},
     {"码格式错误", "微信不接受该码：码格式错误 (80303)。"}},
    ProblemKind{Code::index_out_of_range, 422, false, seconds(0), 0,
     {"Index out of range", "code_index lies outside the application (80306)."},
     {"码索引超出范围", "code_index 超出申请单的范围 (80306)。"}},
    ProblemKind{Code::upstream_minute_quota, 429, true, seconds(60), 0,
     {"WeChat's minute quota reached",
      "WeChat takes no more queries of this merchant in this minute (45011)."},
     {"达到微信分钟配额", "微信本分钟内不再接受该商户的查询 (45011)。"}},
    ProblemKind{Code::upstream_day_quota, 429, false, seconds(0), 0,
     {"WeChat's daily quota reached",
      "WeChat takes no more queries of this merchant today (45009). The quota begins anew at midnight, "
      "Asia/Shanghai."},
     {"达到微信每日配额", "微信今日不再接受该商户的查询 (45009)。配额在北京时间零点重置。"}},
    ProblemKind{Code::merchant_lacks_api, 403, false, seconds(0), 0,
     {"Account not entitled",
      "The merchant's account is not entitled to one code per item (48001). The merchant has to apply for "
      "it in WeChat."},
     {"账号没有该接口权限", "商户账号没有微信一物一码的接口权限 (48001)。请商户在微信公众平台申请。"}},
    ProblemKind{Code::merchant_api_banned, 403, false, seconds(0), 0,
     {"API banned for the account", "WeChat has banned this API for the merchant's account (48004)."},
     {"接口被封禁", "微信已封禁该商户账号的此接口 (48004)。请商户在微信公众平台查看原因。"}},
    ProblemKind{Code::merchant_account_limited, 403, false, seconds(0), 0,
     {"Account limited", "The merchant's account is frozen, limited or closed in WeChat (50002)."},
     {"账号受限", "商户的微信账号被冻结、限制或已注销 (50002)。"}},
    ProblemKind{Code::provider_address_not_allowed, 503, true, seconds(60), -1,
     {"Gateway's address refused by WeChat",
      "WeChat does not accept calls from the gateway's address. The service provider has been alerted."},
     {"微信拒绝网关地址", "微信不接受来自网关地址的调用。服务商已收到告警。"}},
    ProblemKind{Code::token_unavailable, 503, true, seconds(5), -1,
     {"No access token for now",
      "The gateway has no valid WeChat access token for this merchant at the moment. Try again shortly."},
     {"暂无可用令牌", "网关暂时没有该商户可用的微信 access_token。请稍后再试。"}},
    ProblemKind{Code::merchant_needs_reauthorization, 403, false, seconds(0), 61023,
     {"Authorisation has to be renewed",
      "WeChat no longer accepts the merchant's authorisation. The merchant has to authorise the "
      "provider's "
      "platform again."},
     {"需要重新授权", "微信不再接受该商户的授权凭据。请商户重新授权服务商平台。"}},
    ProblemKind{Code::upstream_failed, 502, true, seconds(1), -1,
     {"WeChat failed", "WeChat could not be reached, or gave no usable answer. Try again shortly."},
     {"微信接口故障", "无法连接微信，或微信没有给出可用的回答。请稍后再试。"}},
    ProblemKind{Code::upstream_timeout, 504, true, seconds(1), -1,
     {"WeChat too slow",
      "No answer from WeChat came within the time allowed. Try again, or allow more with X-Timeout-Ms."},
     {"微信响应超时", "在允许的时间内没有得到微信的回答。请重试，或用 X-Timeout-Ms 放宽时限。"}},
    ProblemKind{Code::upstream_refused, 502, false, seconds(0), 0,
     {"Refused by WeChat", "WeChat refused the query for a reason that is given in errcode."},
     {"微信拒绝了查询", "微信拒绝了该查询，原因见 errcode。"}},
    ProblemKind{Code::audit_unavailable, 503, true, seconds(2), -1,
     {"Audit log not available",
      "The audit log cannot be written, and no query is answered without it. Try again shortly."},
     {"审计日志不可用", "审计日志暂时无法写入，网关不会在没有审计的情况下回答。请稍后再试。"}},
    ProblemKind{Code::not_yet_covered, 409, true, seconds(10), -1,
     {"Not yet covered by a checkpoint",
      "The record is in the log, and no signed checkpoint covers it yet. Ask again after the time that "
      "Retry-After gives."},
     {"尚未被检查点覆盖", "该记录已写入日志，但尚无签名检查点覆盖它。请等待 Retry-After 给出的时间后再试。"}},
    ProblemKind{Code::login_required, 401, false, seconds(0), -1,
     {"Not logged in",
      "Log in at the console; the session may have ended."},
     {"未登录", "请在控制台登录；会话可能已结束。"}},
    ProblemKind{Code::login_failed, 401, false, seconds(0), -1,
     {"Log-in failed",
      "The name, the password or the code is wrong."},
     {"登录失败", "用户名、密码或验证码不正确。"}},
    ProblemKind{Code::second_factor_required, 401, false, seconds(0), -1,
     {"Second factor needed",
      "Send the code of your authenticator, or a recovery code, as `code`."},
     {"需要第二因素", "请将身份验证器的验证码或恢复码作为 `code` 发送。"}},
    ProblemKind{Code::login_throttled, 429, true, seconds(1), -1,
     {"Too many log-ins",
      "Too many log-ins failed. Wait for the time that Retry-After gives; nothing is locked."},
     {"登录尝试过多", "登录失败次数过多。请等待 Retry-After 给出的时间；账号不会被锁定。"}},
    ProblemKind{Code::password_change_required, 403, false, seconds(0), -1,
     {"Change the password first",
      "This password was given by somebody else: PUT /api/v1/me/password comes before anything else."},
     {"请先修改密码", "该密码由他人设置：请先调用 PUT /api/v1/me/password 修改密码。"}},
    ProblemKind{Code::permission_denied, 403, false, seconds(0), -1,
     {"Not permitted",
      "Your role, or what your account is bound to, does not permit this. Ask an admin."},
     {"没有权限", "您的角色或账号范围不允许此操作。请联系管理员。"}},
    ProblemKind{Code::csrf_token_invalid, 403, false, seconds(0), -1,
     {"Not from the console's own page",
      "A request that changes something carries X-CSRF-Token as GET /api/v1/session gives it, and comes from this origin."},
     {"请求不是来自控制台页面", "修改类请求必须携带 GET /api/v1/session 返回的 X-CSRF-Token，并来自同一来源。"}},
    ProblemKind{Code::input_invalid, 400, false, seconds(0), -1,
     {"Invalid input",
      "A value is missing or cannot be. The detail names it."},
     {"输入无效", "缺少某个值或其值无效，详见 detail。"}},
    ProblemKind{Code::state_conflict, 409, false, seconds(0), -1,
     {"Not possible now",
      "What is asked for does not fit the present state. The detail says why."},
     {"当前状态下无法执行", "请求与当前状态冲突，原因见 detail。"}},
    ProblemKind{Code::service_unavailable, 503, true, seconds(2), -1,
     {"Not available now",
      "The database did not answer in time. Try again shortly."},
     {"服务暂不可用", "数据库未能及时响应。请稍后再试。"}},
    ProblemKind{Code::internal, 500, false, seconds(0), -1,
     {"Internal error", "The gateway made a mistake. Report it with the request_id."},
     {"内部错误", "网关内部出错。请将 request_id 告知服务商。"}},
};
// clang-format on

static_assert(kinds.size() == static_cast<std::size_t>(Code::internal) + 1);
static_assert(std::ranges::is_sorted(kinds, {}, &ProblemKind::code));

}  // namespace

const ProblemKind& problem_kind(Code code) {
  const auto row = std::min(static_cast<std::size_t>(code), static_cast<std::size_t>(Code::internal));
  return kinds[row];
}

}  // namespace api
