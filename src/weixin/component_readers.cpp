#include "weixin/component_readers.hpp"

#include <algorithm>

namespace weixin {
namespace {

// Far beyond any token's life, and safe to add to any time.
constexpr std::int64_t longest_life = 365LL * 24 * 3600;
constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999

base::Secret secret(Leaf leaf) {
  return leaf.shape == Shape::text ? base::Secret(leaf.text) : base::Secret();
}

// Whatever else WeChat says is obeyed (weixin-protocol, section 3.3: manual and live answers disagree).
std::chrono::seconds life(Leaf leaf, std::chrono::seconds otherwise = assumed_life) {
  const auto seconds = as_int64(leaf);
  if (!seconds || *seconds <= 0) return otherwise;
  return std::chrono::seconds(std::min(*seconds, longest_life));
}

base::WallTime unix_time(Leaf leaf) {
  const auto seconds = as_int64(leaf).value_or(0);
  return base::WallTime(std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, last_second)));
}

}  // namespace

void ComponentTokenReader::member(const Place& place, Leaf leaf) {
  if (place.path == "component_access_token") call_.token = secret(leaf);
  if (place.path == "expires_in") call_.expires_in = life(leaf);
}

void PreAuthCodeReader::member(const Place& place, Leaf leaf) {
  if (place.path == "pre_auth_code") call_.code = secret(leaf);
  if (place.path == "expires_in") call_.expires_in = life(leaf, assumed_code_life);
}

void QueryAuthReader::member(const Place& place, Leaf leaf) {
  const auto path = place.path;
  if (path == "authorization_info.authorizer_appid") {
    call_.appid = as_text(leaf).value_or("");
  } else if (path == "authorization_info.authorizer_access_token") {
    call_.access = secret(leaf);
  } else if (path == "authorization_info.authorizer_refresh_token") {
    call_.refresh = secret(leaf);
  } else if (path == "authorization_info.expires_in") {
    call_.expires_in = life(leaf);
  } else if (path == "authorization_info.func_info[].funcscope_category.id") {
    if (const auto id = as_int(leaf)) call_.permission_sets.push_back(*id);
  }
}

void AuthorizerTokenReader::member(const Place& place, Leaf leaf) {
  if (place.path == "authorizer_access_token") call_.access = secret(leaf);
  if (place.path == "authorizer_refresh_token") call_.refresh = secret(leaf);
  if (place.path == "expires_in") call_.expires_in = life(leaf);
}

void AuthorizerInfoReader::member(const Place& place, Leaf leaf) {
  const auto path = place.path;
  if (path == "authorizer_info.nick_name") {
    info_.nick_name = as_text(leaf).value_or("");
  } else if (path == "authorizer_info.principal_name") {
    info_.principal_name = as_text(leaf).value_or("");
  } else if (path == "authorizer_info.user_name") {
    info_.user_name = as_text(leaf).value_or("");
  } else if (path == "authorizer_info.service_type_info.id") {
    info_.service_type = as_int(leaf);
  } else if (path == "authorizer_info.verify_type_info.id") {
    info_.verify_type = as_int(leaf);
  } else if (path == "authorizer_info.account_status") {
    info_.account_status = as_int(leaf);
  } else if (path == "authorization_info.func_info[].funcscope_category.id") {
    if (const auto id = as_int(leaf)) info_.permission_sets.push_back(*id);
  } else if (path == "authorization_info.authorizer_refresh_token") {
    info_.refresh = secret(leaf);
  }
}

void AuthorizerInfoReader::opened(const Place& place, char bracket) {
  if (place.path == "authorizer_info" && bracket == '{') has_info_ = true;
  if (place.path == "authorization_info.func_info" && bracket == '[') has_permission_sets_ = true;
  if (place.path == "authorizer_info.MiniProgramInfo") info_.mini_program = true;
}

void AuthorizerListReader::member(const Place& place, Leaf leaf) {
  if (place.path == "total_count") {
    const auto total = as_uint64(leaf);
    has_total_ = total.has_value();
    call_.total = total.value_or(0);
  }
  if (call_.list.empty() || place.depth != 3) return;
  if (place.path == "list[].authorizer_appid") call_.list.back().appid = as_text(leaf).value_or("");
  if (place.path == "list[].refresh_token") call_.list.back().refresh = secret(leaf);
  if (place.path == "list[].auth_time") call_.list.back().authorized_at = unix_time(leaf);
}

void AuthorizerListReader::opened(const Place& place, char bracket) {
  if (place.path == "list" && bracket == '[') has_list_ = true;
  if (place.path == "list[]" && bracket == '{') call_.list.emplace_back();
}

void AuthorizerListReader::closed(const Place& place, char) {
  const bool entry = place.path == "list[]" && !call_.list.empty();
  if (entry && call_.list.back().appid.empty()) call_.list.pop_back();
}

void CallbackAddressesReader::member(const Place& place, Leaf leaf) {
  if (place.path == "ip_list[]") call_.addresses.push_back(as_text(leaf).value_or(""));
}

void CallbackAddressesReader::opened(const Place& place, char bracket) {
  if (place.path == "ip_list" && bracket == '[') has_list_ = true;
}

void CallbackCheckReader::member(const Place& place, Leaf leaf) {
  if (place.path != "ping[].package_loss") return;
  ++call_.probes;
  if (as_text(leaf) != "0%") ++call_.lossy;
}

}  // namespace weixin
