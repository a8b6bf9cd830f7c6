// The words of the authorisation pages, in both languages.
#pragma once

#include <array>
#include <string_view>

#include "api/language.hpp"
#include "platform/admission.hpp"
#include "platform/authorization_outcome.hpp"

namespace api {

// A thing to be told: what it is, and what to do about it.
struct Notice {
  std::string_view title;
  std::string_view advice;
};

struct AuthorizeTexts {
  std::string_view html_language;
  std::string_view other_language;  // the name of the other one, in itself
  std::string_view product;

  Notice welcome;
  std::string_view needs;
  std::array<std::string_view, 3> need;
  std::string_view only_account;  // before its appid
  Notice computer;
  Notice phone;
  std::string_view privacy;

  Notice ready;
  Notice renewed;
  Notice incomplete;
  Notice failed;
  Notice turned_away;
  Notice waiting;
  Notice slow;
  std::string_view look_again;
  std::string_view account;
  std::string_view try_again;
  std::string_view request;  // before the request's id
};

const AuthorizeTexts& authorize_texts(Language language);

Notice refusal_notice(platform::Admission::Kind kind, Language language);
Notice finding_notice(platform::Finding finding, Language language);

// What keeps a page from doing its work.
enum class PageTrouble {
  link_invalid,
  link_expired,
  no_code,
  too_many_codes,
  busy,
  platform_not_ready,
  unavailable
};
Notice trouble_notice(PageTrouble trouble, Language language);

}  // namespace api
