#include "api/html.hpp"

#include <doctest/doctest.h>

TEST_CASE("text never becomes markup") {
  CHECK(api::escape_html("<b>\"Tea\" & 'Coffee'</b>") ==
        "&lt;b&gt;&quot;Tea&quot; &amp; &#39;Coffee&#39;&lt;/b&gt;");
  CHECK(api::escape_html("微信") == "微信");
  api::Html part;
  part.markup("<i>").text("a<b").markup("</i>");
  api::Html whole;
  CHECK(whole.markup("<p>").add(part).text("&").markup("</p>").str() == "<p><i>a&lt;b</i>&amp;</p>");
}

TEST_CASE("a value in a link") {
  CHECK(api::escape_url("a b&c=\"d\"/微") == "a%20b%26c%3D%22d%22%2F%E5%BE%AE");
  CHECK(api::escape_url("AZaz09-_.~") == "AZaz09-_.~");
}
