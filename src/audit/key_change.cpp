#include "audit/key_change.hpp"

#include "audit/checkpoint.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;

}  // namespace

base::Result<KeyChange> open_key_change(std::string_view note) {
  const auto parts = parse_note(note);
  if (!parts) return std::unexpected(parts.error());
  std::string_view rest = parts->text;
  const std::string_view origin = take_line(rest);
  const auto number = base::parse_uint64(take_line(rest));
  const auto before = Verifier::parse(take_line(rest));
  const auto after = Verifier::parse(take_line(rest));
  const std::string_view time = take_line(rest);
  constexpr std::string_view suffix = "/keys";
  if (!origin.ends_with(suffix) || !number || *number == 0 || *number > 1'000'000 || !rest.empty())
    return fail(Code::invalid_argument, "the note is no key change");
  if (!before || !after) return fail(Code::invalid_argument, "a key of the key change is malformed");
  if (!base::parse_rfc3339(time)) return fail(Code::invalid_argument, "the key change has no time");
  for (const Verifier* key : {&*before, &*after}) {
    if (auto signed_text = open_note(note, std::span(key, 1)); !signed_text)
      return fail(Code::invalid_argument,
                  "the key change is not signed by both keys: " + signed_text.error().detail);
  }
  return KeyChange{std::string(origin.substr(0, origin.size() - suffix.size())),
                   static_cast<std::int64_t>(*number), *before, *after, std::string(time)};
}

}  // namespace audit
