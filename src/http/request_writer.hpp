// An outgoing request as bytes.
#pragma once

#include <string>
#include <string_view>

#include "http/client.hpp"

namespace http {

// What makes a request impossible to write without harm (a line feed in a header, a blank in the target, a
// header that the client writes itself), as a constant text; empty when nothing does.
std::string_view problem_of(const OutgoingRequest& request);

// Appends request line, headers and body. `target_prefix` stands before the target: "http://host:port" for
// the absolute form that a proxy wants, otherwise nothing.
void append_request(std::string& out, const OutgoingRequest& request, std::string_view target_prefix,
                    std::string_view host_header);

// Appends the request for a tunnel to `authority`.
void append_connect(std::string& out, std::string_view authority);

}  // namespace http
