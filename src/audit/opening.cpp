#include "audit/opening.hpp"

#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace audit {

std::string opening_details(const Opening& opening) {
  std::string out = "{\"sealed\":[";
  for (const SealedStream& stream : opening.sealed) {
    out += out.back() == '[' ? "{" : ",{";
    base::JsonMembers(out)
        .text("stream", base::to_hex(stream.id))
        .number("size", stream.size)
        .text("root", base::to_base64(base::bytes_of(stream.root)));
    out += '}';
  }
  out += "],\"open\":[";
  for (const OpenStream& stream : opening.open) {
    out += out.back() == '[' ? "{" : ",{";
    base::JsonMembers(out)
        .text("stream", base::to_hex(stream.id))
        .text_unless_empty("checkpoint", stream.checkpoint);
    out += '}';
  }
  return out + "]}";
}

}  // namespace audit
