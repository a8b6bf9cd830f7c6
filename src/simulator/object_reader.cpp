#include "simulator/object_reader.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace simulator {

using nlohmann::json;

const json* ObjectReader::raw(std::string_view name) {
  read_.insert(std::string(name));
  if (!object_.is_object()) return nullptr;
  const auto member = object_.find(name);
  return member == object_.end() ? nullptr : &*member;
}

ObjectReader& ObjectReader::text(std::string_view name, std::string& into) {
  const json* value = raw(name);
  if (value == nullptr) return *this;
  if (value->is_string()) {
    into = value->get<std::string>();
  } else {
    wrong(name);
  }
  return *this;
}

ObjectReader& ObjectReader::boolean(std::string_view name, bool& into) {
  const json* value = raw(name);
  if (value == nullptr) return *this;
  if (value->is_boolean()) {
    into = value->get<bool>();
  } else {
    wrong(name);
  }
  return *this;
}

ObjectReader::Integer ObjectReader::integer(std::string_view name) {
  const json* value = raw(name);
  if (value == nullptr) return {};
  if (const auto natural = base::as_uint64(*value, true)) {
    return {.kind = Integer::natural, .natural_value = *natural};
  }
  if (!value->is_number_integer()) return {.kind = Integer::other};
  return {.kind = Integer::negative, .negative_value = value->get<std::int64_t>()};
}

void ObjectReader::wrong(std::string_view name) {
  if (problem_.empty()) problem_ = "member " + std::string(name) + " has a wrong value";
}

base::Result<> ObjectReader::finish() const {
  if (!object_.is_object()) return base::fail(base::Code::invalid_argument, "an object is expected");
  if (!problem_.empty()) return base::fail(base::Code::invalid_argument, problem_);
  for (const auto& [name, value] : object_.items()) {
    if (!read_.contains(name)) {
      return base::fail(base::Code::invalid_argument, "member " + name + " is unknown");
    }
  }
  return {};
}

}  // namespace simulator
