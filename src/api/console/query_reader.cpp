#include "api/console/query_reader.hpp"

#include "base/text.hpp"
#include "http/message.hpp"

namespace api {

using base::Code;

std::string QueryReader::text(std::string_view name) {
  taken_.emplace(name);
  if (http::count_query_parameters(query_, name) == 0) return {};
  auto value = http::query_parameter(query_, name);
  if (value && base::is_utf8(*value) && !value->contains('\0')) return std::move(*value);
  complain(name, "stands twice or cannot be read");
  return {};
}

std::vector<std::string> QueryReader::texts(std::string_view name) {
  std::vector<std::string> all;
  const std::string list = text(name);
  for (std::size_t from = 0; from < list.size();) {
    const auto comma = std::min(list.find(',', from), list.size());
    all.push_back(list.substr(from, comma - from));
    from = comma + 1;
  }
  return all;
}

std::size_t QueryReader::number(std::string_view name, std::size_t otherwise, std::size_t least,
                                std::size_t most) {
  const std::string given = text(name);
  if (given.empty()) return otherwise;
  const auto value = base::parse_uint64(given);
  if (value && *value >= least && *value <= most) return *value;
  complain(name, "is a number from " + std::to_string(least) + " to " + std::to_string(most));
  return otherwise;
}

bool QueryReader::flag(std::string_view name) {
  const std::string given = text(name);
  if (!given.empty() && given != "true" && given != "false") complain(name, "is true or false");
  return given == "true";
}

void QueryReader::complain(std::string_view name, const std::string& what) {
  if (!mistake_) mistake_ = base::Error{Code::invalid_argument, std::string(name) + " " + what, {}, {}};
}

base::Result<> QueryReader::finish() const {
  if (mistake_) return std::unexpected(*mistake_);
  for (std::string_view rest = query_; !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto name = pair.substr(0, pair.find('='));
    if (!pair.empty() && !taken_.contains(name))
      return base::fail(Code::invalid_argument, "there is no parameter " + std::string(name));
  }
  return {};
}

}  // namespace api
