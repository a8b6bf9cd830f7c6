#include "api/public/authorize_pages.hpp"

#include <array>
#include <utility>
#include <vector>

#include "api/html.hpp"
#include "api/public/authorize_style.hpp"

namespace api {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

enum class Mood { good, warn, bad, wait };

// WeChat compares the host of the page that leads to its own: the origin has to be sent as Referer.
Headers page_headers() {
  return {{"Cache-Control", "no-store"},
          {"Content-Security-Policy",
           "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
           "frame-ancestors 'none'"},
          {"Referrer-Policy", "strict-origin-when-cross-origin"},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Robots-Tag", "noindex"}};
}

void add_icon(Html& html, Mood mood) {
  html.markup(R"(<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" )"
              R"(stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">)");
  switch (mood) {
    case Mood::good:
      html.markup(R"(<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-6.5"/>)");
      break;
    case Mood::warn:
      html.markup(R"(<path d="M12 3 2 20.5h20z"/><path d="M12 10v4.5M12 17.6v.1"/>)");
      break;
    case Mood::bad:
      html.markup(R"(<circle cx="12" cy="12" r="10"/><path d="M12 7v6M12 16.6v.1"/>)");
      break;
    case Mood::wait:
      html.markup(R"(<path class="turning" d="M12 2a10 10 0 1 0 10 10"/>)");
      break;
  }
  html.markup("</svg>");
}

http::Response page(const PageHead& head, int status, std::string_view title, const Html& body) {
  const auto& texts = authorize_texts(head.language);
  Html html;
  html.markup("<!DOCTYPE html>\n<html lang=\"")
      .text(texts.html_language)
      .markup("\">\n<head>\n")
      .markup(
          "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
          "initial-scale=1\">\n")
      .markup("<meta name=\"format-detection\" content=\"telephone=no\">\n<title>")
      .text(title)
      .markup("</title>\n<link rel=\"stylesheet\" href=\"/authorize/style.css\">\n</head>\n<body>\n")
      .markup("<header class=\"top\"><span class=\"mark\">")
      .markup(
          R"(<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">)")
      .markup(
          R"(<path d="M3 9V3h6M15 3h6v6M21 15v6h-6M9 21H3v-6"/><path d="M8 8h3v3H8zM14 8h2M8 14v2M13 13h3v3h-3z"/>)")
      .markup("</svg>")
      .text(texts.product)
      .markup("</span>");
  if (!head.other_language.empty()) {
    const bool chinese = head.language == Language::zh;
    html.markup("<a href=\"")
        .text(head.other_language)
        .text(chinese ? "&lang=en" : "&lang=zh")
        .markup("\" lang=\"")
        .text(chinese ? "en" : "zh-CN")
        .markup("\">")
        .text(texts.other_language)
        .markup("</a>");
  }
  html.markup("</header>\n<main>\n").add(body).markup("</main>\n</body>\n</html>\n");

  http::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = html.str();
  response.headers = page_headers();
  response.headers.emplace_back("Content-Language", texts.html_language);
  return response;
}

void add_state(Html& html, Mood mood, const Notice& notice) {
  constexpr std::array<std::string_view, 4> classes{"good", "warn", "bad", "wait"};
  html.markup("<div class=\"state ")
      .text(classes[static_cast<std::size_t>(mood)])
      .markup("\" role=\"status\">");
  add_icon(html, mood);
  html.markup("<div><h1>")
      .text(notice.title)
      .markup("</h1><p class=\"lead\">")
      .text(notice.advice)
      .markup("</p></div></div>\n");
}

void add_way(Html& html, std::string_view on, std::string_view invitation, Language language,
             const Notice& way) {
  html.markup("<div class=\"way ")
      .text(on)
      .markup("\"><a class=\"button\" href=\"/authorize/start?invitation=")
      .text(escape_url(invitation))
      .markup("&amp;on=")
      .text(on)
      .markup("&amp;lang=")
      .text(tag(language))
      .markup("\">")
      .text(way.title)
      .markup("</a><p>")
      .text(way.advice)
      .markup("</p></div>\n");
}

void add_account(Html& html, const tenancy::Merchant& merchant, const AuthorizeTexts& texts) {
  html.markup("<dl><dt>")
      .text(texts.account)
      .markup("</dt><dd>")
      .text(merchant.nick_name)
      .markup(" <code>")
      .text(merchant.appid)
      .markup("</code></dd></dl>\n");
}

}  // namespace

http::Response welcome_page(const PageHead& head, std::string_view invitation, std::string_view biz_appid) {
  const auto& texts = authorize_texts(head.language);
  Html body;
  body.markup("<h1>")
      .text(texts.welcome.title)
      .markup("</h1>\n<p class=\"lead\">")
      .text(texts.welcome.advice)
      .markup("</p>\n<h2>")
      .text(texts.needs)
      .markup("</h2>\n<ol>\n");
  for (const auto need : texts.need) {
    body.markup("<li>").text(need).markup("</li>\n");
  }
  body.markup("</ol>\n");
  if (!biz_appid.empty()) {
    body.markup("<p class=\"only\">")
        .text(texts.only_account)
        .markup(" <code>")
        .text(biz_appid)
        .markup("</code></p>\n");
  }
  body.markup("<div class=\"ways\">\n");
  add_way(body, "computer", invitation, head.language, texts.computer);
  add_way(body, "phone", invitation, head.language, texts.phone);
  body.markup("</div>\n<p class=\"small\">").text(texts.privacy).markup("</p>\n");
  return page(head, 200, texts.welcome.title, body);
}

http::Response refused_page(const PageHead& head, platform::Admission::Kind kind) {
  const auto notice = refusal_notice(kind, head.language);
  Html body;
  add_state(body, Mood::bad, notice);
  auto response = page(head, 403, notice.title, body);
  response.code = "invitation_invalid";
  return response;
}

http::Response trouble_page(const PageHead& head, PageTrouble trouble, std::string_view request_id,
                            std::string_view again) {
  const auto& texts = authorize_texts(head.language);
  const auto notice = trouble_notice(trouble, head.language);
  Html body;
  add_state(body, Mood::bad, notice);
  if (!again.empty()) {
    body.markup("<div class=\"ways\"><a class=\"button\" href=\"")
        .text(again)
        .markup("\">")
        .text(texts.try_again)
        .markup("</a></div>\n");
  }
  body.markup("<p class=\"small\">")
      .text(texts.request)
      .markup(" <code>")
      .text(request_id)
      .markup("</code></p>\n");
  const bool theirs = trouble == PageTrouble::link_invalid || trouble == PageTrouble::link_expired ||
                      trouble == PageTrouble::no_code || trouble == PageTrouble::too_many_codes;
  auto response = page(head, theirs ? 400 : 503, notice.title, body);
  response.code = theirs ? "request_malformed" : "authorization_unavailable";
  return response;
}

http::Response result_page(const PageHead& head, const platform::CodeFate& fate,
                           const platform::Outcome& outcome, bool show_account) {
  const auto& texts = authorize_texts(head.language);
  const Notice& notice = outcome.complete()    ? (outcome.renewed ? texts.renewed : texts.ready)
                         : outcome.brought_in  ? texts.incomplete
                         : outcome.turned_away ? texts.turned_away
                                               : texts.failed;
  Html body;
  add_state(body, outcome.complete() ? Mood::good : outcome.brought_in ? Mood::warn : Mood::bad, notice);
  if (!outcome.findings.empty()) {
    body.markup("<ul class=\"findings\">\n");
    for (const auto finding : outcome.findings) {
      const auto told = finding_notice(finding, head.language);
      body.markup("<li><strong>").text(told.title).markup("</strong>").text(told.advice).markup("</li>\n");
    }
    body.markup("</ul>\n");
  }
  if (fate.merchant && show_account) add_account(body, *fate.merchant, texts);
  return page(head, 200, notice.title, body);
}

http::Response waiting_page(const PageHead& head, const std::string& address, bool slow) {
  const auto& texts = authorize_texts(head.language);
  const Notice& notice = slow ? texts.slow : texts.waiting;
  Html body;
  add_state(body, slow ? Mood::warn : Mood::wait, notice);
  if (slow) {
    body.markup("<div class=\"ways\"><a class=\"button\" href=\"")
        .text(address)
        .markup("\">")
        .text(texts.look_again)
        .markup("</a></div>\n");
  }
  auto response = page(head, 200, notice.title, body);
  if (!slow) response.headers.emplace_back("Refresh", "2; url=" + address);
  return response;
}

http::Response style_sheet() {
  http::Response response;
  response.content_type = "text/css; charset=utf-8";
  response.body = authorize_style();
  response.headers = {{"Cache-Control", "public, max-age=3600"}, {"X-Content-Type-Options", "nosniff"}};
  return response;
}

}  // namespace api
