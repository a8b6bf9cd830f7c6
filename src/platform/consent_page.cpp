#include "platform/consent_page.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace platform {
namespace {

void add(std::string& url, std::string_view name, std::string_view value) {
  url += url.ends_with('?') ? "" : "&";
  url.append(name).append("=");
  boost::urls::encode(value, boost::urls::unreserved_chars, {}, boost::urls::string_token::append_to(url));
}

std::string joined(const std::vector<int>& sets) {
  std::string text;
  for (const int set : sets) {
    text += (text.empty() ? "" : "|") + std::to_string(set);
  }
  return text;
}

}  // namespace

std::string consent_page(const ConsentPages& pages, Device device, const base::Secret& pre_auth_code,
                         std::string_view state, std::string_view biz_appid) {
  const bool phone = device == Device::phone;
  std::string url =
      phone ? pages.open_url + "/wxaopen/safe/bindcomponent?" : pages.mp_url + "/cgi-bin/componentloginpage?";
  if (phone) {
    add(url, "action", "bindcomponent");
    add(url, "no_scan", "1");
  }
  std::string back = pages.public_url + "/authorize/callback?";
  add(back, "state", state);
  add(url, "component_appid", pages.component_appid);
  add(url, "pre_auth_code", pre_auth_code.reveal());
  add(url, "redirect_uri", back);
  add(url, "auth_type", "1");
  add(url, "category_id_list", joined(pages.permission_sets));
  if (!biz_appid.empty()) add(url, "biz_appid", biz_appid);
  if (phone) url += "#wechat_redirect";
  return url;
}

}  // namespace platform
