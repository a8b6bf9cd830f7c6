// HTML, put together so that nothing that comes from outside can become markup.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace api {

// With the five characters escaped that mean something in text and in quoted attributes.
std::string escape_html(std::string_view text);
// Percent-encoded, for the value of a query parameter.
std::string escape_url(std::string_view text);

class Html {
 public:
  // A constant of the program: the only text that is taken as it is.
  class Markup {
   public:
    template <std::size_t N>
    consteval Markup(const char (&text)[N]) : text_(text, N - 1) {}
    std::string_view view() const { return text_; }

   private:
    std::string_view text_;
  };

  Html& markup(Markup constant);
  Html& text(std::string_view value);  // escaped
  Html& add(const Html& part);
  const std::string& str() const { return out_; }

 private:
  std::string out_;
};

}  // namespace api
