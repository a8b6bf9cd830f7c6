#include "http/response_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "base/text.hpp"
#include "http/header_text.hpp"

namespace http {
namespace {

bool is_own_header(std::string_view name) {
  constexpr std::array own{"content-length", "content-type", "transfer-encoding", "connection", "date",
                           "x-request-id",   "allow"};
  return std::ranges::any_of(own, [&](const char* known) { return base::equals_ignoring_case(name, known); });
}

bool has_header(const Response& response, std::string_view name) {
  return std::ranges::any_of(
      response.headers, [&](const auto& header) { return base::equals_ignoring_case(header.first, name); });
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

// An upper bound.
std::size_t response_size(const Response& response, const Frame& frame) {
  constexpr std::size_t own_words = 256;  // status line, the names of our headers, a length
  std::size_t size = own_words + response.content_type.size() + response.body.size() + frame.date.size() +
                     frame.request_id.size() + frame.allow.size();
  for (const auto& [name, value] : response.headers) {
    size += name.size() + value.size() + 4;
  }
  return size;
}

}  // namespace

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

bool is_sendable(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  if (base::has_control(response.content_type)) return false;
  return std::ranges::all_of(response.headers, [](const auto& header) {
    return is_token(header.first) && !is_own_header(header.first) && !base::has_control(header.second);
  });
}

void append_response(std::string& out, const Response& response, const Frame& frame) {
  const bool bodiless = response.status == 204 || response.status == 304;
  // An answer may hold a token: outgrown memory would keep copies of it that nobody overwrites.
  out.reserve(out.size() + response_size(response, frame));
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason(response.status)).append("\r\n");
  append_header(out, "Date", frame.date);
  if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
  if (!bodiless) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  append_header(out, "X-Request-Id", frame.request_id);
  for (const auto& [name, value] : response.headers) {
    append_header(out, name, value);
  }
  if (!frame.allow.empty()) append_header(out, "Allow", frame.allow);
  if (frame.retry_after && !has_header(response, "Retry-After")) append_header(out, "Retry-After", "1");
  if (frame.close) {
    append_header(out, "Connection", "close");
  } else if (frame.keep_alive_header) {
    append_header(out, "Connection", "keep-alive");
  }
  out.append("\r\n");
  if (!bodiless && !frame.without_body) out.append(response.body);
}

std::string_view DateHeader::at(base::WallTime now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second == second_ && !text_.empty()) return text_;
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(second - day);
  std::array<char, 40> text;
  const int size =
      std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                    days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                    months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()));
  text_.assign(text.data(), static_cast<std::size_t>(size));
  second_ = second;
  return text_;
}

}  // namespace http
