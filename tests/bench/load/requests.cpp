#include "load/requests.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include "wire/options.hpp"

namespace bench {
namespace {

constexpr std::uint64_t first_index = 1'000'000;  // seven digits, so that all bodies have one length
constexpr std::uint64_t indexes = 9'000'000;

}  // namespace

Requests::Requests(std::string_view path, std::vector<std::string> keys, Choice choice, std::uint64_t seed)
    : keys_(std::move(keys)), random_(seed) {
  if (choice == Choice::zipf) {
    double sum = 0;
    for (std::size_t n = 1; n <= keys_.size(); ++n)
      sums_.push_back(sum += 1.0 / static_cast<double>(n));
  }
  const std::string body = R"({"application_id":581865877,"code_index":)" + std::to_string(first_index) + "}";
  text_ = "POST ";
  text_.append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ");
  key_at_ = text_.size();
  text_.append(keys_.front());
  text_.append("\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: bench\r\nContent-Length: ");
  text_.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  index_at_ = text_.size() - std::to_string(first_index).size() - 1;
  number_ = random_() % indexes;
}

std::string_view Requests::next() {
  const std::string& key = pick();
  std::ranges::copy(key, text_.begin() + static_cast<std::ptrdiff_t>(key_at_));
  number_ = (number_ + 1) % indexes;
  const std::string index = std::to_string(first_index + number_);
  std::ranges::copy(index, text_.begin() + static_cast<std::ptrdiff_t>(index_at_));
  return text_;
}

const std::string& Requests::pick() {
  if (sums_.empty()) return keys_[random_() % keys_.size()];
  const double at = std::uniform_real_distribution(0.0, sums_.back())(random_);
  const auto found = std::ranges::upper_bound(sums_, at) - sums_.begin();
  return keys_[std::min(static_cast<std::size_t>(found), keys_.size() - 1)];
}

std::vector<std::string> read_keys(const std::string& file) {
  std::ifstream in(file);
  std::vector<std::string> keys;
  for (std::string line; std::getline(in, line);)
    keys.push_back(line);
  const auto differs = [&](const std::string& key) { return key.size() != keys.front().size(); };
  if (keys.empty() || std::ranges::any_of(keys, differs)) give_up("no keys of one length in " + file);
  return keys;
}

}  // namespace bench
