#include "platform/doctor_rules.hpp"

#include <time.h>

#include <string>

#include "base/address.hpp"
#include "http/url.hpp"
#include "weixin/errcode.hpp"
#include "weixin/refused_address.hpp"

namespace platform {
namespace {

using namespace std::chrono_literals;

std::string seconds_text(base::Micros span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(span).count()) + " s";
}

std::string minutes_of(base::Micros span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(span).count()) + " min";
}

std::string of_all(std::size_t some, const DoctorFacts& facts) {
  return std::to_string(some) + " of " + std::to_string(facts.authorized) + " merchants";
}

}  // namespace

std::string_view name(Mark mark) {
  switch (mark) {
    case Mark::ok:
      return "OK";
    case Mark::warn:
      return "WARN";
    case Mark::fail:
      return "FAIL";
  }
  return "FAIL";
}

std::optional<base::WallTime> read_http_date(std::string_view date) {
  std::tm parts{};
  const std::string text(date);
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return base::WallTime(std::chrono::seconds(::timegm(&parts)));
}

DoctorFinding judge_clock(std::string_view check, base::WallTime ours, base::WallTime other) {
  const base::Micros apart = ours > other ? ours - other : other - ours;
  DoctorFinding finding{std::string(check), Mark::ok, seconds_text(apart) + " apart", ""};
  if (apart <= 2s) return finding;
  finding.mark = apart <= 30s ? Mark::warn : Mark::fail;
  finding.advice = "let NTP set the clocks of this machine and of the database";
  return finding;
}

DoctorFinding judge_ticket(std::optional<base::WallTime> received_at, base::WallTime now) {
  DoctorFinding finding{"ticket", Mark::ok, "", ""};
  if (!received_at) {
    finding.mark = Mark::fail;
    finding.what = "WeChat has sent none";
    finding.advice =
        "give WeChat the authorisation event URL, set platform.push_token and platform.encoding_aes_key, and "
        "wait 10 minutes";
    return finding;
  }
  const base::Micros age = now - *received_at;
  finding.what = minutes_of(age) + " old";
  if (age <= 1h) return finding;
  finding.mark = age < 12h ? Mark::warn : Mark::fail;
  finding.advice =
      "WeChat pushes one every 10 minutes: see the callback below, the firewall, and api_start_push_ticket";
  return finding;
}

DoctorFinding judge_component_call(std::optional<std::int64_t> errcode, std::string_view failure) {
  DoctorFinding finding{"component token", Mark::ok, "WeChat takes it", ""};
  if (errcode == 0) return finding;
  finding.mark = Mark::fail;
  if (!errcode) {
    finding.what = "no answer: " + std::string(failure);
    finding.advice = "see weixin.url, weixin.proxy, DNS and the firewall";
    return finding;
  }
  finding.what = "errcode " + std::to_string(*errcode);
  if (weixin::is_address_failure(*errcode)) {
    finding.advice = "see the egress address";
  } else if (weixin::is_token_failure(*errcode)) {
    finding.advice = "another program gets component tokens for the same platform: one of the two must stop";
  } else {
    finding.advice = "see platform.component_appid and platform.component_secret";
  }
  return finding;
}

DoctorFinding judge_address(std::optional<std::int64_t> errcode, std::string_view errmsg,
                            const DoctorFacts& facts) {
  std::string refused;
  if (errcode && weixin::is_address_failure(*errcode)) {
    refused = weixin::address_in(errmsg);
    if (refused.empty()) refused = "the address of this machine";
  } else if (!facts.refused_addresses.empty()) {
    refused = facts.refused_addresses.front();
  }
  if (!refused.empty()) {
    return {"egress address", Mark::fail, "WeChat refuses " + refused,
            "put " + refused + " on the platform's IP whitelist at open.weixin.qq.com"};
  }
  if (!errcode) return {"egress address", Mark::warn, "not known: WeChat did not answer", ""};
  return {"egress address", Mark::ok, "WeChat refuses none", ""};
}

DoctorFinding judge_permissions(const DoctorFacts& facts) {
  DoctorFinding finding{"permission set 46", Mark::ok, of_all(facts.without_set, facts) + " without it", ""};
  if (facts.without_set == 0) return finding;
  finding.mark = Mark::warn;
  finding.advice = "these have to authorise again and grant it: merchant list names them";
  return finding;
}

DoctorFinding judge_kinds(const DoctorFacts& facts) {
  DoctorFinding finding{"account kind", Mark::ok,
                        of_all(facts.wrong_kind, facts) + " no Service Account, " +
                            std::to_string(facts.unknown_kind) + " not known",
                        ""};
  if (facts.wrong_kind == 0) return finding;
  finding.mark = Mark::warn;
  finding.advice = "WeChat answers Service Accounts only";
  return finding;
}

DoctorFinding judge_tokens(const DoctorFacts& facts) {
  DoctorFinding finding{
      "merchant tokens", Mark::ok,
      std::to_string(facts.lost) + " need re-authorisation, " + std::to_string(facts.failing) + " failing",
      ""};
  if (facts.lost == 0 && facts.failing == 0) return finding;
  finding.mark = Mark::warn;
  finding.advice = "merchant show APPID tells since when and why";
  return finding;
}

DoctorFinding judge_public_url(std::string_view public_url) {
  const auto url = http::Url::parse(public_url);
  if (!url) return {"public URL", Mark::fail, url.error().detail, "give it as https://host"};
  DoctorFinding finding{"public URL", Mark::ok, std::string(public_url), ""};
  const int wanted = url->origin.tls ? 443 : 80;
  if (url->origin.port == wanted) return finding;
  finding.mark = Mark::warn;
  finding.what += ", port " + std::to_string(url->origin.port);
  finding.advice = "WeChat pushes to http on 80 or https on 443 only: put a proxy there";
  return finding;
}

DoctorFinding judge_callback(int status, std::string_view body, std::string_view failure) {
  DoctorFinding finding{"callback", Mark::ok, "a signed push is answered `success`", ""};
  if (status == 200 && body == "success") return finding;
  finding.mark = Mark::fail;
  if (status == 0) {
    finding.what = "no answer: " + std::string(failure);
    finding.advice = "see DNS, the firewall and the proxy in front";
  } else if (status == 200) {
    finding.what = "the answer is something else than exactly `success`";
    finding.advice = "a proxy in front changes answers, or the URL leads elsewhere";
  } else {
    finding.what = "status " + std::to_string(status);
    finding.advice = status == 403 ? "what answers there has another push_token or encoding_aes_key"
                                   : "the URL must lead to POST /weixin/events of a running gateway";
  }
  return finding;
}

DoctorFinding judge_domain(std::string_view public_url) {
  const auto url = http::Url::parse(public_url);
  if (!url) return {"authorisation page", Mark::fail, url.error().detail, ""};
  const std::string& host = url->origin.host;
  DoctorFinding finding{"authorisation page", Mark::ok, host, ""};
  if (host == "localhost" || base::parse_address(host)) {
    finding.mark = Mark::warn;
    finding.what += " is no domain";
  }
  finding.advice = "it must be the page domain that the platform names at open.weixin.qq.com";
  return finding;
}

}  // namespace platform
