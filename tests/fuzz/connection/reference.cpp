#include "connection/reference.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <regex>

namespace fuzz {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::vector<std::string> values_of(const Headers& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (lower(key) == name) values.push_back(value);
  }
  return values;
}

bool has_option(const Headers& headers, std::string_view option) {
  for (const std::string& value : values_of(headers, "connection")) {
    std::string plain = lower(value);
    std::erase_if(plain, [](char c) { return c == ' ' || c == '\t'; });
    if (("," + plain + ",").contains("," + std::string(option) + ",")) return true;
  }
  return false;
}

// The lines of a header without their ends; nothing when one does not end properly or holds a control byte.
std::optional<std::vector<std::string>> lines_of(std::string_view head) {
  std::vector<std::string> lines;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    for (const char c : line) {
      if ((c >= 0 && c < 0x20 && c != '\t') || c == 0x7f) return std::nullopt;
    }
    lines.emplace_back(line);
    head.remove_prefix(end + 2);
  }
  return lines;
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view digits = "0123456789";
constexpr std::string_view host_bytes =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~%:[]!$&'()*+,;=";
constexpr std::string_view token_bytes =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-.^_`|~";

// Tokens with commas between; there may be nothing between two commas.
bool is_token_list(std::string_view value) {
  for (bool more = true; more;) {
    const auto comma = value.find(',');
    more = comma != std::string_view::npos;
    auto part = value.substr(0, comma);
    if (more) value.remove_prefix(comma + 1);
    while (part.starts_with(' ') || part.starts_with('\t'))
      part.remove_prefix(1);
    while (part.ends_with(' ') || part.ends_with('\t'))
      part.remove_suffix(1);
    if (!all_of(part, token_bytes)) return false;
  }
  return true;
}

struct Head {
  Expected request;
  std::string version;
};

std::optional<Head> read_head(std::string_view block) {
  const auto lines = lines_of(block);
  if (!lines || lines->empty()) return std::nullopt;
  static const std::regex request_line(R"(([A-Z]+) (/[!-"$-~]*) HTTP/(1\.[01]))");
  std::smatch part;
  if (!std::regex_match(lines->front(), part, request_line)) return std::nullopt;
  static const std::regex verb("GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE");
  if (!std::regex_match(part[1].str(), verb)) return std::nullopt;

  Head head{{.method = part[1], .target = part[2], .headers = {}, .body = {}}, part[3]};
  for (std::size_t i = 1; i < lines->size(); ++i) {
    const std::string& line = (*lines)[i];
    const auto colon = line.find(':');
    if (colon == std::string::npos || colon == 0) return std::nullopt;
    if (!all_of(line.substr(0, colon), token_bytes)) return std::nullopt;
    const auto first = line.find_first_not_of(" \t", colon + 1);
    const auto last = line.find_last_not_of(" \t");
    head.request.headers.emplace_back(line.substr(0, colon), first == std::string::npos
                                                                 ? std::string()
                                                                 : line.substr(first, last - first + 1));
  }
  return head;
}

bool is_acceptable(const Head& head) {
  const auto& headers = head.request.headers;
  if (headers.size() > 100) return false;
  const auto host = values_of(headers, "host");
  if (host.size() > 1 || (host.empty() && head.version == "1.1")) return false;
  if (host.size() == 1 && (host[0].empty() || !all_of(host[0], host_bytes))) return false;
  for (const char* name : {"connection", "proxy-connection"}) {
    const auto lists = values_of(headers, name);
    if (!std::ranges::all_of(lists, is_token_list)) return false;
  }
  const auto coding = values_of(headers, "transfer-encoding");
  const auto length = values_of(headers, "content-length");
  if (coding.size() + length.size() > 1) return false;
  if (coding.size() == 1 && (head.version == "1.0" || lower(coding[0]) != "chunked")) return false;
  if (length.size() == 1 && (length[0].empty() || !all_of(length[0], digits))) return false;
  if (head.version == "1.1") {
    for (const std::string& value : values_of(headers, "expect")) {
      if (lower(value) != "100-continue") return false;
    }
  }
  return true;
}

// Takes a chunked body from the front of `rest`. False: there is none, it is cut short or too long.
bool take_chunks(std::string_view& rest, std::size_t limit, std::string& body, bool& certain) {
  for (;;) {
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) return false;
    const auto line = rest.substr(0, end);
    const auto size_end = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    if (size_end == 0) return false;
    if (size_end != line.size() || size_end > 8) certain = false;
    std::string number(line.substr(0, size_end));
    number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
    if (number.size() > 8) return false;
    const std::size_t size = number.empty() ? 0 : std::stoull(number, nullptr, 16);
    rest.remove_prefix(end + 2);
    if (size == 0) break;
    if (size > limit - body.size() || rest.size() < size + 2 || rest.substr(size, 2) != "\r\n") return false;
    body += rest.substr(0, size);
    rest.remove_prefix(size + 2);
  }
  while (!rest.starts_with("\r\n")) {
    certain = false;
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) return false;
    rest.remove_prefix(end + 2);
  }
  rest.remove_prefix(2);
  return true;
}

bool take_length(std::string_view& rest, const std::string& length, std::size_t limit, std::string& body) {
  std::string number = length;
  number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
  if (number.size() > 6) return false;
  const std::size_t size = number.empty() ? 0 : std::stoull(number);
  if (size > limit || rest.size() < size) return false;
  body = rest.substr(0, size);
  rest.remove_prefix(size);
  return true;
}

}  // namespace

Target target_of(std::string_view method, std::string_view path) {
  const bool get = method == "GET" || method == "HEAD";
  const bool post = method == "POST";
  if (path == "/v1/me" && get) return {true, 0};
  if (path == "/small" && post) return {true, 16};
  if (path == "/v1/codeactivequery" && post) return {true, 1500};
  constexpr std::string_view pattern = "/later/";
  const bool later = path.starts_with(pattern) && path.size() > pattern.size() &&
                     path.find('/', pattern.size()) == std::string_view::npos;
  if (later && (get || post)) return {true, 200};
  return {false, std::size_t{16} * 1024};
}

Reading read_requests(std::string_view rest) {
  Reading reading;
  for (;;) {
    if (rest.starts_with("\r\n")) rest.remove_prefix(2);
    const auto end = rest.find("\r\n\r\n");
    if (end == std::string_view::npos || end + 4 > header_limit) return reading;
    auto head = read_head(rest.substr(0, end + 2));
    if (!head || !is_acceptable(*head)) return reading;
    rest.remove_prefix(end + 4);

    Expected& request = head->request;
    const auto target = target_of(request.method, request.target.substr(0, request.target.find('?')));
    const auto& headers = request.headers;
    const auto length = values_of(headers, "content-length");
    request.handled = target.handled;
    request.expects_continue = head->version == "1.1" && !values_of(headers, "expect").empty();
    if (!target.handled && request.expects_continue) return reading;
    if (!values_of(headers, "transfer-encoding").empty()) {
      if (!take_chunks(rest, target.body_limit, request.body, reading.certain)) return reading;
    } else if (!length.empty()) {
      if (!take_length(rest, length[0], target.body_limit, request.body)) return reading;
    }
    const bool kept =
        !has_option(headers, "close") && (head->version == "1.1" || has_option(headers, "keep-alive"));
    reading.requests.push_back(std::move(request));
    if (!kept) return reading;
  }
}

}  // namespace fuzz
