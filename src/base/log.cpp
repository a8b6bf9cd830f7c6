#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace base {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view to_text(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warn";
    case LogLevel::error:
      return "error";
  }
  return "info";
}

// Bytes from outside may be anything; a log line is always valid UTF-8.
std::string printable(const std::string& value) {
  if (is_utf8(value)) return value;
  return "hex:" + to_hex(bytes_of(value));
}

std::string value_as_json(const Field& field) {
  std::string out;
  if (const auto* text = std::get_if<std::string>(&field.value)) {
    append_json_string(out, printable(*text));
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    out = std::to_string(*number);
  } else if (const auto* fraction = std::get_if<double>(&field.value)) {
    out = fmt::format("{}", *fraction);
  } else {
    out = std::get<bool>(field.value) ? "true" : "false";
  }
  return out;
}

// Plain words stay as they are; everything else is quoted, so that a value cannot forge a field or a line.
std::string value_as_text(const Field& field) {
  const auto* text = std::get_if<std::string>(&field.value);
  const bool plain = text && !text->empty() && is_utf8(*text) && !has_control(*text) &&
                     text->find_first_of(" \"=\\") == std::string::npos;
  return plain ? *text : value_as_json(field);
}

std::string now_as_text() { return to_rfc3339(SystemClock().wall()); }

std::string as_json(LogLevel level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line = "{";
  JsonMembers members(line);
  members.text("time", now_as_text()).text("level", to_text(level)).text("event", event);
  for (const Field& field : fields) {
    members.raw(field.name, value_as_json(field));
  }
  return line + "}";
}

std::string as_text(LogLevel level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line = now_as_text();
  line.append(" ").append(to_text(level)).append(" ").append(event);
  for (const Field& field : fields) {
    line.append(" ").append(field.name).append("=").append(value_as_text(field));
  }
  return line;
}

}  // namespace

struct Log::Impl {
  LogFormat format;
  spdlog::logger logger{"gateway", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

Log::Log(LogLevel level, LogFormat format) : impl_(std::make_unique<Impl>(format)) {
  impl_->logger.set_pattern("%v");
  impl_->logger.flush_on(spdlog::level::debug);
  set_level(level);
}

Log::~Log() = default;

void Log::set_level(LogLevel level) { impl_->logger.set_level(to_spdlog(level)); }

void Log::debug(std::string_view event, std::initializer_list<Field> fields) {
  write(LogLevel::debug, event, fields);
}
void Log::info(std::string_view event, std::initializer_list<Field> fields) {
  write(LogLevel::info, event, fields);
}
void Log::warn(std::string_view event, std::initializer_list<Field> fields) {
  write(LogLevel::warn, event, fields);
}
void Log::error(std::string_view event, std::initializer_list<Field> fields) {
  write(LogLevel::error, event, fields);
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<Field> fields) {
  const auto wanted = to_spdlog(level);
  if (!impl_->logger.should_log(wanted)) return;
  impl_->logger.log(wanted, impl_->format == LogFormat::json ? as_json(level, event, fields)
                                                             : as_text(level, event, fields));
}

}  // namespace base
