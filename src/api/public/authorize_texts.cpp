#include "api/public/authorize_texts.hpp"

namespace api {
namespace {

constexpr AuthorizeTexts english_texts{
    .html_language = "en",
    .other_language = "中文",
    .product = "One code per item",
    .welcome =
        {"Authorise your Service Account",
         "With your authorisation, your own systems can ask whether a WeChat code on an item (微信一物一码) "
         "is activated, and for which campaign and product."},
    .needs = "Before you begin",
    .need = {"The account is a verified Service Account (服务号) that has the one-code-per-item capability.",
             "Its administrator is at hand: only the administrator's own WeChat can confirm.",
             "On WeChat's page, leave the permission “微信一物一码” (set 46) ticked."},
    .only_account = "This link is for one account only:",
    .computer = {"Authorise on a computer",
                 "Opens WeChat's page with a QR code for the administrator to scan."},
    .phone = {"Authorise on a phone", "Open this page inside WeChat, then confirm without scanning."},
    .privacy =
        "You confirm on WeChat's own page; nobody here sees your password. The authorisation can be "
        "withdrawn at any time at mp.weixin.qq.com.",
    .ready = {"Your account is connected",
              "Everything is in place. You can close this page; your provider will "
              "hand you the key for your systems."},
    .renewed = {"Your authorisation is renewed",
                "The account was connected before, and everything is in place. "
                "You can close this page."},
    .incomplete = {"Almost there", "The account is connected, but something is still missing:"},
    .failed = {"The account was not connected", "WeChat did not complete the authorisation:"},
    .turned_away = {"This account was not connected",
                    "WeChat has your consent, but your link does not let this account in:"},
    .waiting = {"One moment",
                "We are completing the authorisation with WeChat. This page looks again by itself."},
    .slow = {"This takes longer than usual",
             "Your consent is stored and goes on being completed. You can close "
             "this page, or look again in a few minutes."},
    .look_again = "Look again",
    .account = "Account",
    .try_again = "Try again",
    .request = "For questions to your provider, name this number:",
};

constexpr AuthorizeTexts chinese_texts{
    .html_language = "zh-CN",
    .other_language = "English",
    .product = "微信一物一码",
    .welcome = {"授权您的服务号",
                "授权后，您自己的系统就可以查询商品上的微信一物一码是否已激活，以及属于哪个活动、哪个商品。"},
    .needs = "开始之前，请确认",
    .need = {"账号是已认证的服务号，并已开通“微信一物一码”能力。",
             "账号的管理员在场：只有管理员本人的微信才能确认授权。",
             "在微信的授权页面上，请保留勾选“微信一物一码”权限（权限集 46）。"},
    .only_account = "本链接仅限以下账号使用：",
    .computer = {"在电脑上授权", "打开微信的二维码页面，由管理员用手机微信扫码确认。"},
    .phone = {"在手机上授权", "请先在手机微信里打开本页面，点按后直接确认，无需扫码。"},
    .privacy = "确认操作在微信自己的页面上完成，我们看不到您的密码。您可以随时在 mp.weixin.qq.com 取消授权。",
    .ready = {"授权成功", "一切就绪，可以关闭本页面。您的服务商会把系统所需的密钥交给您。"},
    .renewed = {"授权已更新", "该账号此前已授权，现已更新，一切就绪，可以关闭本页面。"},
    .incomplete = {"还差一步", "账号已完成授权，但还缺少以下内容："},
    .failed = {"授权未成功", "微信没有完成这次授权："},
    .turned_away = {"该账号未接入", "您已在微信中授权，但您的链接不适用于该账号："},
    .waiting = {"请稍候", "正在与微信完成授权，本页面会自动刷新。"},
    .slow = {"比平时慢一些", "您的授权已保存，系统会继续处理。可以关闭本页面，或过几分钟再来查看。"},
    .look_again = "再看一次",
    .account = "账号",
    .try_again = "重试",
    .request = "如需联系服务商，请提供此编号：",
};

struct Both {
  Notice en;
  Notice zh;
};

Notice in(Language language, const Both& both) { return language == Language::zh ? both.zh : both.en; }

}  // namespace

const AuthorizeTexts& authorize_texts(Language language) {
  return language == Language::zh ? chinese_texts : english_texts;
}

Notice refusal_notice(platform::Admission::Kind kind, Language language) {
  using Kind = platform::Admission::Kind;
  switch (kind) {
    case Kind::used:
      return in(language,
                {{"This invitation has been used",
                  "It was good for one account. Ask your provider for a "
                  "new link if you want to authorise another one."},
                 {"邀请已被使用", "每个邀请只能授权一个账号。如需授权其他账号，请向服务商索取新的链接。"}});
    case Kind::revoked:
      return in(language, {{"This invitation was withdrawn", "Ask your provider for a new link."},
                           {"邀请已被撤回", "请向服务商索取新的链接。"}});
    case Kind::expired:
      return in(language, {{"This invitation has expired", "Ask your provider for a new link."},
                           {"邀请已过期", "请向服务商索取新的链接。"}});
    case Kind::admitted:
    case Kind::no_invitation:
      break;
  }
  return in(language, {{"You need an invitation",
                        "Open the link that your provider sent you, complete to its last "
                        "character. If it does not work, ask for a new one."},
                       {"需要邀请链接",
                        "请完整打开服务商发给您的链接，不要遗漏末尾的字符。如仍无法打开，请索取新的链接。"}});
}

Notice finding_notice(platform::Finding finding, Language language) {
  using platform::Finding;
  switch (finding) {
    case Finding::not_service_account:
      return in(language,
                {{"This is not a Service Account",
                  "WeChat answers code queries for Service Accounts (服务号) "
                  "only. Ask your provider for a new link and authorise "
                  "with the brand's Service Account."},
                 {"该账号不是服务号",
                  "微信只为服务号提供一物一码查询。请向服务商索取新的链接，并使用品牌的服务号授权。"}});
    case Finding::permission_set_missing:
      return in(
          language,
          {{"The permission “微信一物一码” (set 46) was not granted",
            "Open your link again and leave this permission ticked on WeChat's page. If WeChat does "
            "not offer it, apply for the capability at mp.weixin.qq.com first."},
           {"没有授予“微信一物一码”权限（权限集 46）",
            "请重新打开您的链接，在微信的页面上保留勾选该权限。如果页面上没有该权限，请先在 mp.weixin.qq.com "
            "申请开通微信一物一码。"}});
    case Finding::account_limited:
      return in(language,
                {{"WeChat says that the account is frozen, banned or closed",
                  "Look at the account's notices at mp.weixin.qq.com, have it restored, then open your link "
                  "again."},
                 {"微信提示该账号已被冻结、封禁或注销",
                  "请登录 mp.weixin.qq.com 查看账号通知，恢复后重新打开您的链接。"}});
    case Finding::kind_unknown:
      return in(language, {{"WeChat has not told us yet what kind of account this is",
                            "There is nothing to do: it is looked up before the first query."},
                           {"微信尚未返回账号类型", "无需操作：第一次查询之前会自动读取。"}});
    case Finding::suspended:
      return in(language, {{"Your provider has suspended this account", "Ask your provider to resume it."},
                           {"服务商已暂停该账号", "请联系服务商恢复。"}});
    case Finding::left:
      return in(language,
                {{"The authorisation was withdrawn meanwhile", "Open your link again if this was a mistake."},
                 {"授权已被取消", "如非本意，请重新打开您的链接授权。"}});
    case Finding::code_expired:
      return in(language, {{"WeChat's confirmation had expired or was used already",
                            "Open your link again and confirm once more."},
                           {"微信的确认已过期或已被使用", "请重新打开您的链接，再确认一次。"}});
    case Finding::code_refused:
      return in(language,
                {{"WeChat refused the confirmation",
                  "Open your link again and confirm once more. If it is "
                  "refused again, tell your provider."},
                 {"微信拒绝了这次确认", "请重新打开您的链接，再确认一次。如仍被拒绝，请联系服务商。"}});
    case Finding::publish_check:
      return in(language,
                {{"This is one of WeChat's own test accounts", "The check is passed; it is no merchant."},
                 {"这是微信的检测账号", "检测通过；该账号不会成为商户。"}});
    case Finding::other_account:
      return in(language,
                {{"The link was made for another account",
                  "Open it again and choose that account. If you want to connect this one, ask your provider "
                  "for a link for it; if not, withdraw the authorisation at mp.weixin.qq.com."},
                 {"该链接是为另一个账号生成的",
                  "请重新打开链接并选择对应的账号。如需接入当前账号，请向服务商索取它的链接；否则请在 "
                  "mp.weixin.qq.com 取消授权。"}});
    case Finding::invitation_used:
      return in(language,
                {{"The link has been used by another account meanwhile",
                  "It was good for one account. Ask your provider for a new link for this one, or withdraw "
                  "the authorisation at mp.weixin.qq.com."},
                 {"该链接已被其他账号使用",
                  "每个链接只能接入一个账号。请为当前账号向服务商索取新的链接，或在 mp.weixin.qq.com "
                  "取消授权。"}});
    case Finding::invitation_revoked:
      return in(language,
                {{"The invitation was withdrawn meanwhile",
                  "Ask your provider for a new link, or withdraw the authorisation at mp.weixin.qq.com."},
                 {"邀请已被撤回", "请向服务商索取新的链接，或在 mp.weixin.qq.com 取消授权。"}});
  }
  return {};
}

Notice trouble_notice(PageTrouble trouble, Language language) {
  switch (trouble) {
    case PageTrouble::link_invalid:
      return in(language,
                {{"This address is not complete", "Open the link that your provider sent you once more."},
                 {"地址不完整", "请重新打开服务商发给您的链接。"}});
    case PageTrouble::link_expired:
      return in(language,
                {{"This page has expired",
                  "More than an hour has passed. If you have confirmed in WeChat, "
                  "that takes effect by itself; otherwise open your link again."},
                 {"页面已过期",
                  "距离开始已超过一小时。如果您已在微信中确认，授权会自动生效；否则请重新打开您的链接。"}});
    case PageTrouble::no_code:
      return in(language,
                {{"WeChat did not confirm", "No confirmation came back from WeChat. Open your link again."},
                 {"未收到微信的确认", "微信没有返回确认信息，请重新打开您的链接。"}});
    case PageTrouble::too_many_codes:
      return in(language,
                {{"Too many confirmations came back", "Open the link that your provider sent you once more."},
                 {"收到的确认过多", "请重新打开服务商发给您的链接。"}});
    case PageTrouble::busy:
      return in(language, {{"Many people are authorising right now", "Please try again in a minute."},
                           {"当前授权人数较多", "请一分钟后重试。"}});
    case PageTrouble::platform_not_ready:
      return in(language,
                {{"We cannot reach WeChat's authorisation right now",
                  "Your provider's connection to WeChat is not ready. Please try again in ten minutes; if it "
                  "stays so, tell your provider."},
                 {"暂时无法打开微信授权",
                  "服务商与微信的连接尚未就绪，请十分钟后重试；如仍无法打开，请联系服务商。"}});
    case PageTrouble::unavailable:
      return in(language, {{"This does not work right now", "Nothing is lost. Please try again in a minute."},
                           {"暂时无法处理", "您的操作不会丢失，请一分钟后重试。"}});
  }
  return {};
}

}  // namespace api
