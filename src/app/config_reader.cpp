#include "app/config_reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include <toml++/toml.h>

#include "base/file.hpp"

namespace app {
namespace {

std::string one_line(std::string_view text) {
  std::string line(text);
  for (std::size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n')) {
    line.replace(at, 1, "\\n");
  }
  return line;
}

// "server.public.port=8080" becomes that value in the document; tables on the way are made.
bool apply_override(toml::table& document, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  std::string_view key = text.substr(0, equals);
  const std::string value(text.substr(equals + 1));

  toml::table* table = &document;
  for (auto dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.')) {
    const auto name = key.substr(0, dot);
    table = table->insert(name, toml::table{}).first->second.as_table();
    if (table == nullptr) return false;
    key.remove_prefix(dot + 1);
  }
  toml::table parsed;
  try {
    parsed = toml::parse("value = " + value);
  } catch (const toml::parse_error&) {
    table->insert_or_assign(key, value);
    return true;
  }
  parsed["value"].visit([&](const auto& node) { table->insert_or_assign(key, node); });
  return true;
}

}  // namespace

struct ConfigReader::Impl {
  std::filesystem::path file;
  toml::table document;
  std::vector<std::string> mistakes;
  std::set<std::string, std::less<>> asked;
  std::map<std::string, std::string> values;
  bool unreadable = false;  // then there is nothing to say about single settings

  toml::node_view<toml::node> find(std::string_view key) {
    asked.emplace(key);
    return document.at_path(key);
  }

  void complain(std::string_view key, const toml::node* node, std::string_view what) {
    if (unreadable) return;
    std::string text = file.string();
    if (node != nullptr && node->source().begin.line > 0)
      text += ":" + std::to_string(node->source().begin.line);
    text.append(": ").append(key).append(": ").append(what);
    mistakes.push_back(std::move(text));
  }

  void find_unknown(const toml::table& table, const std::string& prefix) {
    for (const auto& [name, node] : table) {
      const std::string key = prefix + std::string(name.str());
      if (const auto* inner = node.as_table()) {
        find_unknown(*inner, key + ".");
      } else if (!asked.contains(key)) {
        complain(key, &node, "there is no such setting");
      }
    }
  }
};

ConfigReader::ConfigReader(const std::filesystem::path& file, const std::vector<std::string>& overrides)
    : impl_(std::make_unique<Impl>()) {
  impl_->file = file;
  const auto text = base::read_file(file, 1U << 20);
  if (!text) {
    impl_->mistakes.push_back(text.error().detail);
    impl_->unreadable = true;
    return;
  }
  try {
    impl_->document = toml::parse(*text, file.string());
  } catch (const toml::parse_error& error) {
    impl_->mistakes.push_back(file.string() + ":" + std::to_string(error.source().begin.line) + ": " +
                              one_line(error.description()));
    impl_->unreadable = true;
  }
  for (const std::string& text_override : overrides) {
    if (!apply_override(impl_->document, text_override)) {
      impl_->mistakes.push_back("--set " + text_override + ": not of the form section.key=value");
    }
  }
}

ConfigReader::~ConfigReader() = default;

void ConfigReader::mistake(std::string_view key, std::string_view what) {
  impl_->complain(key, impl_->document.at_path(key).node(), what);
}

void ConfigReader::flag(std::string_view key, bool& value) {
  const auto node = impl_->find(key);
  if (node && !node.is_boolean()) mistake(key, "must be true or false");
  value = node.value_or(value);
  impl_->values.insert_or_assign(std::string(key), value ? "true" : "false");
}

void ConfigReader::text(std::string_view key, std::string& value) {
  const auto node = impl_->find(key);
  if (node && !node.is_string()) mistake(key, "must be a string in quotes");
  value = node.value_or(value);
  impl_->values.insert_or_assign(std::string(key), value);
}

void ConfigReader::texts(std::string_view key, std::vector<std::string>& value) {
  std::string& shown = impl_->values[std::string(key)];
  const auto node = impl_->find(key);
  if (!node) return;
  const auto* list = node.as_array();
  if (list == nullptr) return mistake(key, "must be a list of strings in quotes");
  for (const auto& item : *list) {
    auto text = item.value<std::string>();
    if (!text) return mistake(key, "must be a list of strings in quotes");
    shown.append(*text).append(" ");
    value.push_back(std::move(*text));
  }
}

void ConfigReader::one_of(std::string_view key, std::string& value, const std::vector<std::string>& allowed) {
  text(key, value);
  if (std::ranges::find(allowed, value) != allowed.end()) return;
  std::string what = "must be one of";
  for (const auto& choice : allowed) {
    what += " \"" + choice + "\"";
  }
  mistake(key, what);
}

std::int64_t ConfigReader::integer(std::string_view key, std::int64_t value, std::int64_t low,
                                   std::int64_t high) {
  const auto node = impl_->find(key);
  if (node) {
    const auto given = node.is_integer() ? node.value<std::int64_t>() : std::nullopt;
    if (given && *given >= low && *given <= high) {
      value = *given;
    } else {
      mistake(key, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
  }
  impl_->values.insert_or_assign(std::string(key), std::to_string(value));
  return value;
}

void ConfigReader::duration(std::string_view key, std::chrono::milliseconds& value,
                            std::chrono::milliseconds low, std::chrono::milliseconds high) {
  const std::int64_t unit = key.ends_with("_ms") ? 1 : 1000;
  value = std::chrono::milliseconds(
      unit * integer(key, value.count() / unit, (low.count() + unit - 1) / unit, high.count() / unit));
}

void ConfigReader::path(std::string_view key, std::string& value) {
  text(key, value);
  if (!value.empty()) value = (impl_->file.parent_path() / value).lexically_normal().string();
}

void ConfigReader::ranges(std::string_view key, std::vector<base::Cidr>& value) {
  std::string& shown = impl_->values[std::string(key)];
  const auto node = impl_->find(key);
  if (!node) return;
  const auto* list = node.as_array();
  if (list == nullptr) return mistake(key, "must be a list of CIDR ranges in quotes");
  for (const auto& item : *list) {
    const auto text = item.value<std::string>();
    auto range =
        text ? base::Cidr::parse(*text) : base::fail(base::Code::invalid_argument, "must be a string");
    if (!range) {
      mistake(key, range.error().detail);
      continue;
    }
    shown.append(*text).append(" ");
    value.push_back(std::move(*range));
  }
}

void ConfigReader::numbers(std::string_view key, std::vector<int>& value, int low, int high) {
  if (const auto node = impl_->find(key)) {
    const std::string what =
        "must be a list of whole numbers from " + std::to_string(low) + " to " + std::to_string(high);
    const auto* list = node.as_array();
    if (list == nullptr) return mistake(key, what);
    value.clear();
    for (const auto& item : *list) {
      const auto number = item.is_integer() ? item.value<std::int64_t>() : std::nullopt;
      if (!number || *number < low || *number > high) return mistake(key, what);
      value.push_back(static_cast<int>(*number));
    }
  }
  std::string& shown = impl_->values[std::string(key)];
  for (const int number : value) {
    shown.append(std::to_string(number)).append(" ");
  }
}

void ConfigReader::secret(const std::string& key, base::Secret& value, bool required) {
  std::string file;
  std::string variable;
  path(key + "_file", file);
  text(key + "_env", variable);
  if (!file.empty() && !variable.empty()) return mistake(key + "_env", "give a file or a variable, not both");
  if (!file.empty()) {
    auto secret = base::read_secret_file(file);
    if (!secret) return mistake(key + "_file", secret.error().detail);
    value = std::move(*secret);
  } else if (!variable.empty()) {
    const char* content = std::getenv(variable.c_str());
    if (content == nullptr || *content == '\0') {
      if (required) mistake(key + "_env", "the environment variable " + variable + " is not set");
      return;
    }
    value = base::Secret(content);
  } else if (required) {
    mistake(key, "is missing: give " + key + "_file or " + key + "_env");
  }
}

const std::map<std::string, std::string>& ConfigReader::values() const { return impl_->values; }

base::Result<> ConfigReader::finish() {
  impl_->find_unknown(impl_->document, "");
  if (impl_->mistakes.empty()) return {};
  std::string all;
  for (const std::string& mistake : impl_->mistakes) {
    if (!all.empty()) all += '\n';
    all += mistake;
  }
  return base::fail(base::Code::config_invalid, std::move(all));
}

}  // namespace app
