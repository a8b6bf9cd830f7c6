#include "api/html.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace api {
namespace {

std::string_view entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto entity = entity_of(c);
    entity.empty() ? out.push_back(c) : static_cast<void>(out.append(entity));
  }
  return out;
}

std::string escape_url(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

Html& Html::markup(Markup constant) {
  out_.append(constant.view());
  return *this;
}

Html& Html::text(std::string_view value) {
  out_.append(escape_html(value));
  return *this;
}

Html& Html::add(const Html& part) {
  out_.append(part.out_);
  return *this;
}

}  // namespace api
