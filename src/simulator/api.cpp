#include "simulator/api.hpp"

#include <array>

namespace simulator {
namespace {

constexpr auto number_kind = Member::Kind::number;
constexpr auto object_kind = Member::Kind::object;
constexpr bool selects_code = true;

}  // namespace

std::span<const Api> all_apis() {
  static const std::array rows = std::to_array<Api>({
      {"/cgi-bin/component/api_component_token",
       TokenKind::none,
       {{"component_appid"}, {"component_appsecret"}, {"component_verify_ticket"}},
       component_token},
      {"/cgi-bin/component/api_start_push_ticket",
       TokenKind::none,
       {{"component_appid"}, {"component_secret"}},
       start_push_ticket},
      {"/cgi-bin/component/api_create_preauthcode",
       TokenKind::component,
       {{"component_appid"}},
       create_pre_auth_code},
      {"/cgi-bin/component/api_query_auth",
       TokenKind::component,
       {{"component_appid"}, {"authorization_code"}},
       query_auth},
      {"/cgi-bin/component/api_authorizer_token",
       TokenKind::component,
       {{"component_appid"}, {"authorizer_appid"}, {"authorizer_refresh_token"}},
       authorizer_token},
      {"/cgi-bin/component/api_get_authorizer_info",
       TokenKind::component,
       {{"component_appid"}, {"authorizer_appid"}},
       authorizer_info},
      {"/cgi-bin/component/api_get_authorizer_list",
       TokenKind::component,
       {{"component_appid"}, {"offset", number_kind}, {"count", number_kind}},
       authorizer_list},
      {"/intp/marketcode/codeactivequery",
       TokenKind::authorizer,
       {{"application_id", number_kind}, {"code_index", number_kind}, {"code_url"}, {"code"}},
       code_active_query,
       selects_code},
      {"/cgi-bin/openapi/quota/get", TokenKind::either, {{"cgi_path"}}, quota_get},
      {"/cgi-bin/openapi/rid/get", TokenKind::either, {{"rid"}}, rid_get},
      {"/cgi-bin/clear_quota", TokenKind::either, {{"appid"}}, clear_quota},
      {"/cgi-bin/getcallbackip", TokenKind::either, {}, address_list, false, http::Method::get},
      {"/cgi-bin/get_api_domain_ip", TokenKind::either, {}, address_list, false, http::Method::get},
      {"/cgi-bin/callback/check", TokenKind::either, {{"action"}, {"check_operator"}}, callback_check},
      {"/cgi-bin/message/custom/send",
       TokenKind::authorizer,
       {{"touser"}, {"msgtype"}, {"text", object_kind}},
       send_message},
  });
  return rows;
}

}  // namespace simulator
