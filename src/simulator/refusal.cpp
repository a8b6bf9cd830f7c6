#include "simulator/refusal.hpp"

#include <algorithm>
#include <array>

#include "base/json_writer.hpp"
#include "simulator/shapes.hpp"

namespace simulator {
namespace {

struct ErrorText {
  int errcode;
  std::string_view text;
};

// Ordered by code, for the binary search.
constexpr std::array error_texts = std::to_array<ErrorText>({
    {-1, "system error"},
    {40001,
     "invalid credential, access_token is invalid or not latest, could get access_token by "
     "getStableAccessToken, "
     "more details at https://mmbizurl.cn/s/JtxxFh33r"},
    {40013, "invalid appid"},
    {40014, "invalid access_token"},
    {40033, "invalid charset. please check your request, if include \\uxxxx will create fail!"},
    {40035, "invalid parameter"},
    {40038, "invalid request format"},
    {40066, "invalid url"},
    {40097, "invalid args"},
    {40125, "invalid appsecret"},
    {40164, "invalid ip"},
    {40170, "args count exceed count limit"},
    {40201, "invalid callback url"},
    {40202, "invalid action"},
    {40203, "invalid check_operator"},
    {41001, "access_token missing"},
    {41002, "appid missing"},
    {41004, "appsecret missing"},
    {41018, "component_appid missing"},
    {42001, "access_token expired"},
    {42002, "refresh_token expired"},
    {42007, "access_token and refresh_token exception"},
    {43001, "require GET method"},
    {43002, "require POST method"},
    {44002, "empty post data"},
    {45009, "reach max api daily quota limit"},
    {45011, "api minute-quota reach limit, must slower, retry next minute"},
    {47001, "data format error"},
    {48001, "api unauthorized,"},
    {48004, "api forbidden for irregularities, view detail on mp.weixin.qq.com"},
    {50002, "user limited"},
    {61003, "component is not authorized by this account,"},
    {61004, "access clientip is not registered"},
    {61005, "component ticket is expired"},
    {61006, "component ticket is invalid"},
    {61007, "api is unauthorized to component"},
    {61009, "code is invalid"},
    {61010, "code is expired"},
    {61011, "invalid component"},
    {61014, "must use component token for component api"},
    {61015, "must use biz account token for not component api"},
    {61023, "refresh_token is invalid"},
    {76001, "rid not found"},
    {76003, "cgi_path not found, please check"},
    {80300, "申请单不存在"},
    {80301, "申请单不属于该账号"},
    {80302, "激活号段有重叠"},
    {80303, "码格式错误"},
    {80304, "该码未激活"},
    {80305, "激活失败"},
    {80306, "码索引超出申请范围"},
    {80307, "申请已存在"},
    {89503, "this ip call need administrator confirm"},
});
static_assert(std::ranges::is_sorted(error_texts, {}, &ErrorText::errcode));

bool has_hint(int errcode) { return errcode == 40097 || (errcode >= 80300 && errcode <= 80313); }

}  // namespace

std::unexpected<Refusal> refuse(int errcode, std::string detail) {
  return std::unexpected(Refusal{errcode, std::move(detail), {}});
}

std::string_view error_text(int errcode) {
  const auto found = std::ranges::lower_bound(error_texts, errcode, {}, &ErrorText::errcode);
  return found != error_texts.end() && found->errcode == errcode ? found->text : "error";
}

std::string render_refusal(const Refusal& refusal, std::string_view rid, base::WallTime now,
                           base::Random& random) {
  std::string message(refusal.text.empty() ? error_text(refusal.errcode) : refusal.text);
  message += refusal.detail;
  if (has_hint(refusal.errcode)) message += " hint: " + make_hint(now, random);
  message.append(" rid: ").append(rid);

  std::string body = "{";
  base::JsonMembers(body).number("errcode", refusal.errcode).text("errmsg", message);
  body += '}';
  return body;
}

}  // namespace simulator
