#include "platform/admission.hpp"

#include <doctest/doctest.h>

#include "platform/consent_page.hpp"

namespace admission_test {

using namespace std::chrono_literals;
using Kind = platform::Admission::Kind;

const base::WallTime now(1'000s);

platform::Invitation invitation() {
  platform::Invitation made;
  made.id = 7;
  made.expires_at = now + 1h;
  return made;
}

tenancy::Merchant complete() {
  tenancy::Merchant merchant;
  merchant.appid = "wxmerchant0001";
  merchant.authorized = true;
  merchant.service_type = 2;
  merchant.permission_sets = {1, 46};
  return merchant;
}

platform::Invitation used() {
  auto made = invitation();
  made.used_at = now - 1h;
  made.merchant = 1;
  return made;
}

Kind kind(const platform::Invitation& made, const std::optional<tenancy::Merchant>& merchant = {}) {
  return platform::admit(made, merchant, false, now).kind;
}

TEST_CASE("an open invitation lets its account in") {
  auto made = invitation();
  made.biz_appid = "wxmerchant0002";
  const auto admission = platform::admit(made, {}, false, now);
  CHECK(admission.admitted());
  CHECK(admission.invitation == 7);
  CHECK(admission.biz_appid == "wxmerchant0002");
}

TEST_CASE("without a good invitation nobody comes in") {
  CHECK(platform::admit({}, {}, false, now).kind == Kind::no_invitation);
  auto made = invitation();
  made.expires_at = now;
  CHECK(kind(made) == Kind::expired);
  made = invitation();
  made.revoked_at = now;
  CHECK(kind(made) == Kind::revoked);
  CHECK(kind(used(), complete()) == Kind::used);
}

TEST_CASE("where everybody may come an invitation still counts") {
  CHECK(platform::admit({}, {}, true, now).admitted());
  CHECK(platform::admit(invitation(), {}, true, now).invitation == 7);
  const auto again = platform::admit(used(), complete(), true, now);
  CHECK(again.admitted());
  CHECK(again.invitation == 0);
}

TEST_CASE("an account whose authorisation lacks something may come again and no other") {
  auto merchant = complete();
  SUBCASE("set 46") { merchant.permission_sets = {1}; }
  SUBCASE("it left") { merchant.authorized = false; }
  SUBCASE("its kind is not known") {
    merchant.service_type.reset();
    merchant.permission_sets = {};
  }
  const auto admission = platform::admit(used(), merchant, false, now);
  CHECK(admission.admitted());
  CHECK(admission.biz_appid == "wxmerchant0001");
  auto late = used();
  late.expires_at = now;
  CHECK(kind(late, merchant) == Kind::used);
}

TEST_CASE("an account of the wrong kind cannot mend it by coming again") {
  auto merchant = complete();
  merchant.permission_sets = {1};
  SUBCASE("a subscription account") { merchant.service_type = 0; }
  SUBCASE("a Mini Program") { merchant.mini_program = true; }
  CHECK(kind(used(), merchant) == Kind::used);
}

TEST_CASE("an invitation for one account lets no other one in") {
  using platform::Entry;
  using platform::judge_entry;
  auto made = invitation();
  CHECK(judge_entry(made, "wxmerchant0001", false) == Entry::free);
  made.biz_appid = "wxmerchant0001";
  CHECK(judge_entry(made, "wxmerchant0001", false) == Entry::free);
  CHECK(judge_entry(made, "wxmerchant0002", false) == Entry::other_account);
  made.revoked_at = now;
  CHECK(judge_entry(made, "wxmerchant0001", false) == Entry::invitation_revoked);
  auto taken = used();
  taken.merchant_appid = "wxmerchant0001";
  CHECK(judge_entry(taken, "wxmerchant0001", false) == Entry::free);
  CHECK(judge_entry(taken, "wxmerchant0002", false) == Entry::invitation_used);
  auto late = invitation();
  late.expires_at = now - 1h;
  CHECK(judge_entry(late, "wxmerchant0001", false) == Entry::free);
}

TEST_CASE("a merchant whose tokens its consent has replaced is not kept out") {
  auto made = invitation();
  made.biz_appid = "wxmerchant0002";
  CHECK(platform::judge_entry(made, "wxmerchant0001", true) == platform::Entry::free);
  CHECK(platform::judge_entry(made, "wxmerchant0001", false) == platform::Entry::other_account);
}

TEST_CASE("the pages at WeChat") {
  const platform::ConsentPages pages{"wxcomponent",
                                     "https://gateway.example",
                                     "https://mp.weixin.qq.com",
                                     "https://open.weixin.qq.com",
                                     {46, 1}};
  const base::Secret code("preauthcode@@@x_y");
  CHECK(platform::consent_page(pages, platform::Device::computer, code, "ST", "") ==
        "https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wxcomponent"
        "&pre_auth_code=preauthcode%40%40%40x_y"
        "&redirect_uri=https%3A%2F%2Fgateway.example%2Fauthorize%2Fcallback%3Fstate%3DST"
        "&auth_type=1&category_id_list=46%7C1");
  CHECK(platform::consent_page(pages, platform::Device::phone, code, "ST", "wxmerchant0001") ==
        "https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1"
        "&component_appid=wxcomponent&pre_auth_code=preauthcode%40%40%40x_y"
        "&redirect_uri=https%3A%2F%2Fgateway.example%2Fauthorize%2Fcallback%3Fstate%3DST"
        "&auth_type=1&category_id_list=46%7C1&biz_appid=wxmerchant0001#wechat_redirect");
}

}  // namespace admission_test
