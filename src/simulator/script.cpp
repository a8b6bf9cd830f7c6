#include "simulator/script.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace simulator {
namespace {

std::string http_date(base::WallTime now) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm fields{};
  gmtime_r(&seconds, &fields);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &fields)};
}

// The head of an answer; `framing` is the line that tells the body's length, or empty.
std::string answer_head(base::WallTime now, const std::string& framing) {
  std::string text = "HTTP/1.1 200 OK\r\nDate: " + http_date(now) + "\r\nContent-Type: ";
  text.append(json_type).append("\r\n");
  if (!framing.empty()) text += framing + "\r\n";
  return text += "\r\n";
}

std::string length_line(std::uint64_t length) { return "Content-Length: " + std::to_string(length); }

std::string whole(base::WallTime now, std::string_view body) {
  return answer_head(now, length_line(body.size())).append(body);
}

Script huge(const Fault& fault, std::string_view body, base::WallTime now) {
  constexpr std::uint64_t block = 64 * 1024;
  const std::uint64_t blocks = (fault.bytes + block - 1) / block;
  const std::string front = R"({"padding":")";
  // The answer's own members follow the padding.
  const std::string back =
      body.starts_with('{') && body.size() > 2 ? "\"," + std::string(body.substr(1)) : "\"}";
  return {.steps = {{answer_head(now, length_line(front.size() + blocks * block + back.size())) + front},
                    {.bytes = std::string(block, 'x'), .repeat = blocks},
                    {back}}};
}

Script interim(const Fault& fault, std::string_view body, base::WallTime now) {
  const bool own = fault.status >= 100 && fault.status <= 199;
  const std::string line = "HTTP/1.1 " + std::to_string(own ? fault.status : 103) + " Interim\r\n\r\n";
  return {.steps = {{.bytes = line, .repeat = fault.count}, {whole(now, body)}}};
}

Script chunked_cut(std::string_view body, base::WallTime now) {
  std::array<char, 32> size{};
  const auto length =
      static_cast<std::size_t>(std::snprintf(size.data(), size.size(), "%zx\r\n", body.size()));
  return {.steps = {{answer_head(now, "Transfer-Encoding: chunked").append(size.data(), length).append(body) +
                     "\r\n"}}};
}

std::string proxy_page(int status) {
  const std::string title = std::to_string(status) + (status == 502   ? " Bad Gateway"
                                                      : status == 503 ? " Service Temporarily Unavailable"
                                                      : status == 504 ? " Gateway Time-out"
                                                                      : " Error");
  return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
         "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
}

http::Response fault_page(const Fault& fault, int status) {
  http::Response response;
  response.status = status;
  response.content_type = "text/html";
  response.body = fault.body.empty() ? proxy_page(fault.status) : fault.body;
  return response;
}

// Two bytes that are no UTF-8 into the first string that is not empty; every JSON answer has one.
std::string without_utf8(std::string body) {
  const std::size_t value = body.find(":\"");
  body.insert(value == std::string::npos ? body.size() : value + 2, "\xff\xfe");
  return body;
}

}  // namespace

bool needs_script(FaultKind kind) {
  switch (kind) {
    case FaultKind::delay:
    case FaultKind::errcode:
    case FaultKind::status:
    case FaultKind::html:
    case FaultKind::empty:
    case FaultKind::invalid_json:
    case FaultKind::not_utf8:
      return false;
    default:
      return true;
  }
}

Script make_script(const Fault& fault, std::string_view body, base::WallTime now) {
  switch (fault.kind) {
    case FaultKind::huge:
      return huge(fault, body, now);
    case FaultKind::drip:
      return {.steps = {{.bytes = whole(now, body),
                         .chunk = std::max<std::uint64_t>(fault.chunk, 1),
                         .pause = fault.interval}}};
    case FaultKind::interim:
      return interim(fault, body, now);
    case FaultKind::truncated:
      return {.steps = {{answer_head(now, length_line(body.size() + 100)).append(body)}}};
    case FaultKind::chunked_cut:
      return chunked_cut(body, now);
    case FaultKind::no_length:
      return {.steps = {{answer_head(now, "").append(body)}}};
    case FaultKind::garbage:
      return {.steps = {{"\x16\x03\x01garbage\r\n\r\n"}}};
    case FaultKind::silent_close:
      return {.steps = {{whole(now, body)}}};
    case FaultKind::reset_mid: {
      const std::string bytes = whole(now, body);
      return {.steps = {{bytes.substr(0, bytes.size() - body.size() / 2 - 1)}}, .reset = true};
    }
    default:
      return {.steps = {}, .reset = true};
  }
}

http::Response spoilt_response(const Fault& fault, std::string body) {
  http::Response response;
  response.content_type = json_type;
  response.body = std::move(body);
  switch (fault.kind) {
    case FaultKind::status:
      return fault_page(fault, fault.status);
    case FaultKind::html:
      return fault_page(fault, 200);
    case FaultKind::empty:
      response.body.clear();
      break;
    case FaultKind::invalid_json:
      response.body.resize(response.body.size() / 2);
      break;
    case FaultKind::not_utf8:
      response.body = without_utf8(std::move(response.body));
      break;
    default:
      break;
  }
  return response;
}

}  // namespace simulator
