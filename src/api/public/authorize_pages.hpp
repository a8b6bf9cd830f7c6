// The authorisation pages as HTML: texts in, a response out. Work without scripts.
#pragma once

#include <string>
#include <string_view>

#include "api/language.hpp"
#include "api/public/authorize_texts.hpp"
#include "http/message.hpp"
#include "platform/admission.hpp"
#include "platform/authorization_outcome.hpp"

namespace api {

// What every page needs to know. `other_language` is this page's address but for its language.
struct PageHead {
  Language language = Language::en;
  std::string other_language;
};

// Two ways on, each to /authorize/start.
http::Response welcome_page(const PageHead& head, std::string_view invitation, std::string_view biz_appid);
http::Response refused_page(const PageHead& head, platform::Admission::Kind kind);
// `again`: where to try once more; empty: nowhere.
http::Response trouble_page(const PageHead& head, PageTrouble trouble, std::string_view request_id,
                            std::string_view again);
// `show_account`: not to a browser that did not begin this.
http::Response result_page(const PageHead& head, const platform::CodeFate& fate,
                           const platform::Outcome& outcome, bool show_account);
// Looks again at `address` by itself, unless `slow`.
http::Response waiting_page(const PageHead& head, const std::string& address, bool slow);
http::Response style_sheet();

}  // namespace api
