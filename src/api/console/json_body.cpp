#include "api/console/json_body.hpp"

#include <set>

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace api {

using base::Code;
using nlohmann::json;

struct JsonBody::Impl {
  explicit Impl(std::string_view body) : parsed(base::parse_json(body)) {
    if (!parsed) {
      mistake = parsed.error();
    } else if (!parsed->is_object()) {
      mistake = base::fail(Code::request_malformed, "the body is not a JSON object").error();
    }
  }

  // Null when it is absent.
  const json* take(std::string_view name, bool required) {
    if (mistake) return nullptr;
    taken.emplace(name);
    const auto found = parsed->find(name);
    if (found != parsed->end()) return &*found;
    if (required) complain(name, "is missing");
    return nullptr;
  }

  void complain(std::string_view name, std::string_view what) {
    if (!mistake)
      mistake = base::fail(Code::invalid_argument, std::string(name) + " " + std::string(what)).error();
  }

  base::Result<json> parsed;
  std::set<std::string, std::less<>> taken;
  std::optional<base::Error> mistake;
};

JsonBody::JsonBody(std::string_view body) : impl_(std::make_unique<Impl>(body)) {}
JsonBody::~JsonBody() = default;

std::string JsonBody::text(std::string_view name, bool required) {
  const json* value = impl_->take(name, required);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  impl_->complain(name, "is not a string");
  return {};
}

base::Secret JsonBody::secret(std::string_view name, bool required) {
  return base::Secret(text(name, required));
}

std::optional<bool> JsonBody::flag(std::string_view name) {
  const json* value = impl_->take(name, false);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  impl_->complain(name, "is neither true nor false");
  return std::nullopt;
}

std::optional<double> JsonBody::number(std::string_view name) {
  const json* value = impl_->take(name, false);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  impl_->complain(name, "is not a number");
  return std::nullopt;
}

std::optional<std::vector<std::string>> JsonBody::texts(std::string_view name) {
  const json* value = impl_->take(name, false);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> all;
  if (value->is_array()) {
    for (const json& entry : *value) {
      if (entry.is_string()) all.push_back(entry.get<std::string>());
    }
  }
  if (value->is_array() && all.size() == value->size()) return all;
  impl_->complain(name, "is not an array of strings");
  return std::nullopt;
}

std::string JsonBody::raw(std::string_view name, bool required) {
  const json* value = impl_->take(name, required);
  return value == nullptr ? std::string() : value->dump();
}

bool JsonBody::has(std::string_view name) const {
  return impl_->parsed && impl_->parsed->is_object() && impl_->parsed->contains(name);
}

bool JsonBody::is_null(std::string_view name) const {
  return has(name) && (*impl_->parsed)[std::string(name)].is_null();
}

base::Result<> JsonBody::finish() const {
  if (impl_->mistake) return std::unexpected(*impl_->mistake);
  for (const auto& [name, value] : impl_->parsed->items()) {
    if (!impl_->taken.contains(name)) return base::fail(Code::invalid_argument, "there is no member " + name);
  }
  return {};
}

}  // namespace api
