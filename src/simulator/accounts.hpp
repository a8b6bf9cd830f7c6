// The third-party platform and the merchants that authorise it, as WeChat knows them.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "simulator/quota.hpp"
#include "simulator/token_book.hpp"

namespace simulator {

using Quotas = std::map<std::string, Quota, std::less<>>;  // by path

struct Merchant {
  std::string appid;
  std::string nick_name = "测试商户";
  std::string user_name;  // gh_…
  std::string principal_name = "测试商户有限公司";
  int service_type = 2;  // service_type_info.id: 2 is a Service Account
  bool mini_program = false;
  int verify_type = 0;      // verify_type_info.id: 0 is verified, -1 is not
  int account_status = 1;   // 1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen
  bool entitled = true;     // to the marketcode family, by WeChat itself; else 48001
  bool api_banned = false;  // 48004
  bool authorized = false;
  bool listed = true;  // in api_get_authorizer_list
  std::vector<int> permission_sets;
  std::string refresh_token;  // empty: the code of the authorisation was not exchanged yet
  std::string previous_refresh_token;
  base::WallTime previous_refresh_token_dies;
  base::WallTime authorized_at;
  std::vector<base::Cidr> whitelist;  // empty: any address, else 40164
  Quotas quotas;
  TokenBook tokens;

  bool has_permission_set(int id) const;
  // Normal, or merely warned.
  bool in_good_standing() const;
  bool accepts_refresh_token(std::string_view token, base::WallTime now) const;
};

// A verify ticket or a code, with the moment from which it is worth nothing.
struct Perishable {
  std::string value;
  base::WallTime expires;
  std::string appid = {};  // authorization code: the merchant it stands for
  bool used = false;
};

struct Component {
  std::string appid;
  std::string secret;
  bool pushing = true;             // tickets are being pushed
  bool ticket_wanted = false;      // the next one at once, whatever the cadence
  std::deque<Perishable> tickets;  // oldest first
  std::deque<Perishable> pre_auth_codes;
  std::deque<Perishable> authorization_codes;
  std::vector<base::IpAddress> whitelist;  // empty: any address, else 61004
  Quotas quotas;
  TokenBook tokens;

  // Where pushes go, and how they are signed and sealed (weixin-protocol, sections 1.1 and 2).
  std::string event_url;    // empty: nothing is pushed
  std::string message_url;  // may hold $APPID$
  std::string push_token;
  std::string encoding_aes_key;
  std::string previous_encoding_aes_key;
  std::string authorize_domain;  // the host that the authorisation may be entered from; empty: any
};

// A customer-service message that the platform sent on a merchant's behalf.
struct SentMessage {
  std::string appid;
  std::string to;  // openid
  std::string text;
};

// Appends, and drops the oldest beyond a thousand.
void remember(std::deque<Perishable>& kept, Perishable item);
// Null when it is not kept.
Perishable* find(std::deque<Perishable>& kept, std::string_view value);

}  // namespace simulator
