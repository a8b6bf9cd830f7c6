// The XML that WeChat pushes, or somebody who says so.
#include "weixin/push.hpp"

#include <algorithm>
#include <string>

#include <pugixml.hpp>

#include "base/text.hpp"
#include "expect.hpp"
#include "target.hpp"

namespace {

using fuzz::expect;

int depth_of(const pugi::xml_node& element) {
  int deepest = 0;
  for (const auto& child : element.children()) {
    if (child.type() == pugi::node_element) deepest = std::max(deepest, depth_of(child));
  }
  return deepest + 1;
}

void check_members(std::string_view xml) {
  const auto members = weixin::read_push_xml(xml);
  if (!members) return;
  pugi::xml_document document;
  expect(document.load_buffer(xml.data(), xml.size()), "what is accepted is well-formed");
  expect(depth_of(document.document_element()) <= 8, "nothing is nested over 8 deep");
  std::size_t bytes = 0;
  for (const auto& member : *members) {
    expect(!member.name.empty(), "a member has a name");
    expect(base::is_utf8(member.name) && !member.name.contains('\0'), "a name is text");
    bytes += member.name.size() + member.text.size();
  }
  expect(bytes <= xml.size(), "nothing grows by being read");
}

void check_answer(std::string_view text) {
  const auto sealed = base::to_base64(base::bytes_of(text));
  const auto answer = weixin::write_push_answer(sealed, "0f", text, text);
  const auto read = weixin::read_push_envelope(answer);
  expect(sealed.empty() || (read && *read == sealed), "an answer reads as what was written");
  const auto members = weixin::read_push_xml(answer);
  expect(members && members->size() == 4, "nothing that came with a request gets into its structure");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto xml = fuzz::text_of(data, size);
  check_members(xml);
  if (const auto event = weixin::read_push_event(xml)) {
    expect(!event->appid.empty() && !event->info_type.empty(), "an event says what it is");
    expect(event->created_at >= 0, "a time is not before 1970");
    expect(!event->code_expires_at || *event->code_expires_at >= 0, "and an expiry neither");
  }
  if (const auto envelope = weixin::read_push_envelope(xml))
    expect(!envelope->empty(), "an envelope is full");
  check_answer(xml);
  return 0;
}
