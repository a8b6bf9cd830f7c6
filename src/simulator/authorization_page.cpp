#include "simulator/authorization_page.hpp"

namespace simulator {
namespace {

constexpr std::string_view page_head = R"(<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>帐号授权</title><link rel="icon" href="data:,"><style>
body{margin:0;background:#f2f4f5;color:#1f2a24;font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:560px;margin:40px auto;padding:28px 32px;background:#fff;border-radius:12px;box-shadow:0 1px 6px #0001}
h1{margin:0 0 4px;font-size:22px}h2{margin:24px 0 8px;font-size:15px;color:#5b6b63}p{margin:4px 0;color:#5b6b63}
label{display:flex;gap:12px;align-items:baseline;padding:10px 12px;border:1px solid #dfe5e1;border-radius:8px;margin:8px 0}
label:has(input:checked){border-color:#07c160;background:#f3fbf6}input{accent-color:#07c160}
small{color:#6b7a72;margin-left:auto;text-align:right}
button{width:100%;margin-top:24px;padding:12px;border:0;border-radius:8px;background:#078a46;color:#fff;font-size:16px}
@media(max-width:600px){main{margin:0;border-radius:0;min-height:100vh;box-sizing:border-box}}
footer{margin-top:20px;font-size:13px;color:#6b7a72}
</style></head><body><main>
)";
constexpr std::string_view tail =
    "<footer>weixin-simulator · 模拟的微信授权页，仅用于测试与演示</footer></main></body></html>\n";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view kind_of(const Merchant& merchant) {
  if (merchant.mini_program) return "小程序";
  return merchant.service_type == 2 ? "服务号" : "订阅号";
}

std::string account_choice(const Merchant& merchant, bool chosen) {
  return R"(<label><input type="radio" name="appid" value=")" + escaped(merchant.appid) + "\" required" +
         (chosen ? " checked" : "") + "><span>" + escaped(merchant.nick_name) + "</span><small>" +
         std::string(kind_of(merchant)) + " · " + escaped(merchant.appid) +
         (merchant.authorized ? " · 已授权" : "") + "</small></label>\n";
}

}  // namespace

std::string render_choice(const World& world, const AuthorizationRequest& asked, std::string_view action) {
  const auto accounts = selectable_accounts(world, asked);
  if (accounts.empty())
    return render_notice("没有可授权的帐号", "当前链接允许的帐号类型中没有你管理的帐号。");
  std::string page(page_head);
  page += "<h1>授权给第三方平台</h1><p>" + escaped(asked.component_appid) + " 申请获得以下权限</p>";
  page += R"(<form method="post" action=")" + escaped(action) + "\"><h2>选择帐号</h2>\n";
  for (const Merchant* merchant : accounts) {
    page += account_choice(*merchant, accounts.size() == 1);
  }
  page += "<h2>权限集</h2>\n";
  for (const auto& [id, name] : offered_sets(asked)) {
    page += R"(<label><input type="checkbox" name="set" value=")" + std::to_string(id) + "\" checked><span>" +
            std::string(name) + "</span><small>" + std::to_string(id) + "</small></label>\n";
  }
  page += "<button type=\"submit\">授权</button></form>";
  return page.append(tail);
}

std::string render_notice(std::string_view title, std::string_view text) {
  return std::string(page_head) + "<h1>" + escaped(title) + "</h1><p>" + escaped(text) + "</p>" +
         std::string(tail);
}

}  // namespace simulator
