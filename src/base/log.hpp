// One line an event, as text or JSON, on standard error.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"

namespace base {

// A named value in a log line. There is no conversion from Secret.
struct Field {
  std::string_view name;
  std::variant<std::string, std::int64_t, double, bool> value;

  Field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const std::string& v) : name(n), value(v) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  Field(std::string_view n, std::integral auto v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

enum class LogLevel { debug, info, warn, error };
enum class LogFormat { text, json };

// Thread-safe. `event` is a short constant such as "stream_opened": what varies goes into fields.
class Log {
 public:
  Log(LogLevel level, LogFormat format);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void debug(std::string_view event, std::initializer_list<Field> fields = {});
  void info(std::string_view event, std::initializer_list<Field> fields = {});
  void warn(std::string_view event, std::initializer_list<Field> fields = {});
  void error(std::string_view event, std::initializer_list<Field> fields = {});

  void set_level(LogLevel level);

 private:
  struct Impl;
  void write(LogLevel level, std::string_view event, std::initializer_list<Field> fields);
  std::unique_ptr<Impl> impl_;
};

}  // namespace base
