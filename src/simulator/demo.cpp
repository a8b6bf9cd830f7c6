#include "simulator/demo.hpp"

#include "simulator/shapes.hpp"

namespace simulator {
namespace {

Application example_application(const std::string& merchant) {
  Application application;
  application.id = 581865877;
  application.merchant = merchant;
  application.isv_application_id = "test_id";
  application.code_count = 50'000;
  application.segments[0] = {.start = 0,
                             .end = 200,
                             .activity_name = "test_name",
                             .product_brand = "test_brand",
                             .product_title = "test_title",
                             .product_code = "test_code",
                             .wxa_appid = "test_appid",
                             .wxa_path = "test_path",
                             .wxa_type = 0};
  application.own_names[8] = {.code = "044GZ*J10", .code_url = "P.URL.CN/0U.JYJXP3HJI2C98A9O"};
  return application;
}

}  // namespace

void populate_demo(World& world, base::WallTime now) {
  world.component.appid = "wx134c8103faa5a59e";
  Merchant& merchant = world.merchant("wxf8b4f85f3a794e77");
  merchant.nick_name = "一物一码演示商户";
  merchant.principal_name = "一物一码演示有限公司";
  merchant.authorized = true;
  merchant.authorized_at = now;
  merchant.permission_sets = {1, 4, 7, 11, 15, 46};
  merchant.refresh_token = make_refresh_token(world.random());
  // The ids are constants that do not collide, so this cannot fail.
  static_cast<void>(world.applications.add(example_application(merchant.appid)));
}

void populate_unauthorized_demo(World& world, base::WallTime now) {
  populate_demo(world, now);
  Merchant& healthy = world.merchant("wxf8b4f85f3a794e77");
  healthy.authorized = false;
  healthy.refresh_token.clear();
  Merchant& partial = world.merchant("wx3c5d7e9fa1b2c4d6");
  partial.nick_name = "不授权一物一码的商户";
  partial.principal_name = "部分授权演示有限公司";
  Merchant& subscription = world.merchant("wx5e8f1a2b3c4d6079");
  subscription.nick_name = "订阅号商户";
  subscription.principal_name = "订阅号演示有限公司";
  subscription.service_type = 0;
}

}  // namespace simulator
