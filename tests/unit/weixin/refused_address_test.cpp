#include "weixin/refused_address.hpp"

#include <doctest/doctest.h>

TEST_CASE("refused address - as WeChat writes it") {
  CHECK(weixin::address_in(
            "access clientip is not registered requestIP: 1.2.3.4 rid: 637f097b-107e6569-34b61712") ==
        "1.2.3.4");
  CHECK(weixin::address_in("invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 1-2-3") ==
        "1.2.3.4");
  CHECK(weixin::address_in("invalid ip ::ffff:5.6.7.8, not in whitelist") == "5.6.7.8");
  CHECK(weixin::address_in("requestIP: 2001:db8::1 rid: x") == "2001:db8::1");
  CHECK(weixin::address_in("").empty());
  CHECK(weixin::address_in("no address 1.2.3 here, 4.5.6.7.8").empty());
}
