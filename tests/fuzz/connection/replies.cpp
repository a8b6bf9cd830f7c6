#include "connection/replies.hpp"

#include <regex>

#include "expect.hpp"

namespace fuzz {
namespace {

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

std::map<std::string, std::string> read_headers(std::string_view block) {
  static const std::regex line_form(R"(([A-Za-z0-9-]+): ([!-~]|[!-~][ -~]*[!-~]))");
  std::map<std::string, std::string> headers;
  while (!block.empty()) {
    const auto end = block.find("\r\n");
    const std::string line(block.substr(0, end));
    block.remove_prefix(end + 2);
    std::smatch part;
    expect(std::regex_match(line, part, line_form), "a header line of an answer is well-formed");
    std::string name = part[1];
    for (char& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    expect(headers.emplace(std::move(name), part[2]).second, "no header stands twice in an answer");
  }
  return headers;
}

}  // namespace

Replies read_replies(std::string_view sent, const std::vector<Expected>& asked) {
  Replies replies;
  bool closed = false;
  while (!sent.empty()) {
    expect(!closed, "nothing follows an answer that closes the connection");
    if (sent.starts_with(continue_line)) {
      ++replies.continues;
      sent.remove_prefix(continue_line.size());
      continue;
    }
    const auto line_end = sent.find("\r\n");
    const auto end = sent.find("\r\n\r\n");
    expect(end != std::string_view::npos, "an answer's header is complete");
    static const std::regex status_line("HTTP/1\\.1 ([2-5][0-9][0-9]) [A-Za-z -]+");
    const std::string first(sent.substr(0, line_end));
    std::smatch part;
    expect(std::regex_match(first, part, status_line), "an answer begins with a status line");
    Reply reply{std::stoi(part[1]), read_headers(sent.substr(line_end + 2, end - line_end)), {}};
    sent.remove_prefix(end + 4);

    for (const char* name : {"content-length", "date", "x-request-id"}) {
      expect(reply.headers.contains(name), "an answer has the headers that every answer has");
    }
    closed = reply.headers.contains("connection") && reply.headers.at("connection") == "close";
    const std::size_t length = std::stoull(reply.headers.at("content-length"));
    const auto index = replies.answers.size();
    // Of a request that was refused only the session knows the verb; its answer is the last one.
    const bool without_body = index < asked.size() ? asked[index].method == "HEAD" : sent.empty();
    if (!without_body) {
      expect(sent.size() >= length, "an answer's body has the length that its header says");
      reply.body = sent.substr(0, length);
      sent.remove_prefix(length);
    }
    replies.answers.push_back(std::move(reply));
  }
  return replies;
}

}  // namespace fuzz
