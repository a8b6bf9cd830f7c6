// What codeactivequery says about an activated code, as WeChat's documentation shows it.
#pragma once

#include <string_view>

namespace bench {

inline constexpr std::string_view active_answer =
    R"({"errcode":0,"errmsg":"ok","code":"0000007E1FK4XB4","application_id":581865877,)"
    R"("isv_application_id":"20261108-0042","activity_name":"春节扫码有礼","product_brand":"青山矿泉",)"
    R"("product_title":"青山天然矿泉水 550ml 整箱 24 瓶","product_code":"6901234567892",)"
    R"("wxa_appid":"wx782c26e4c19acffb","wxa_path":"pages/index/index?scene=581865877&from=code","wxa_type":0,)"
    R"("code_start":1000000,"code_end":9999999})";

}  // namespace bench
