// Reading the JSON object that a request of the console carries: strictly, every mistake named.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace api {

// Members are taken one after the other; finish() complains of the first mistake, or of a member that nobody
// took.
class JsonBody {
 public:
  explicit JsonBody(std::string_view body);
  ~JsonBody();
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  // "" or nothing when it is absent; absent is a mistake where it is `required`.
  std::string text(std::string_view name, bool required = false);
  base::Secret secret(std::string_view name, bool required = false);
  std::optional<bool> flag(std::string_view name);
  std::optional<double> number(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name);
  // Any value, as compact JSON.
  std::string raw(std::string_view name, bool required = false);
  bool has(std::string_view name) const;
  // It is there, and null.
  bool is_null(std::string_view name) const;

  // Code::request_malformed, or invalid_argument that names the member.
  base::Result<> finish() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace api
