#include "db/connect_string.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <string>

namespace db {
namespace {

using Settings = std::map<std::string, std::string>;

base::Result<Settings> parse(const base::Secret& url) {
  const std::string text(url.reveal());
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(text.c_str(), &message), &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> message_owner(message, &PQfreemem);
  if (!parsed) {
    return base::fail(base::Code::config_invalid,
                      "the database URL is no PostgreSQL URL or connection string");
  }
  Settings settings;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  return settings;
}

// libpq counts in whole seconds and takes 1 for 2.
std::string whole_seconds(std::chrono::milliseconds limit) {
  return std::to_string(std::max<std::int64_t>(2, std::chrono::ceil<std::chrono::seconds>(limit).count()));
}

// Settings of the session that hold from its first statement on, so that no statement runs without them.
std::string session_settings(const ConnectOptions& options) {
  const auto limit = [](const char* name, std::chrono::milliseconds value) {
    return std::string(" -c ") + name + "=" + std::to_string(value.count());
  };
  return limit("statement_timeout", options.statement_timeout) + limit("lock_timeout", options.lock_timeout) +
         limit("idle_in_transaction_session_timeout", options.idle_in_transaction_timeout) +
         // A warning says that something may be lost; anything less is not worth its bytes. A backend whose
         // client has gone must not sit on its locks for the rest of a statement.
         " -c client_min_messages=warning -c client_connection_check_interval=1000" +
         " -c TimeZone=UTC -c standard_conforming_strings=on" +
         (options.plan_once ? " -c plan_cache_mode=force_generic_plan" : "");
}

std::string render(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) {
    text += name + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
    text += "' ";
  }
  return text;
}

}  // namespace

base::Result<base::Secret> connect_string(const ConnectOptions& options) {
  auto settings = parse(options.url);
  if (!settings) return std::unexpected(settings.error());

  // What an operator wrote into the URL stands. A peer that is gone is noticed after about 10 s.
  settings->emplace("application_name", options.application_name);
  settings->emplace("keepalives_idle", "5");
  settings->emplace("keepalives_interval", "2");
  settings->emplace("keepalives_count", "3");
  settings->emplace("tcp_user_timeout", "10000");

  // What the program relies on is set whatever the URL says: a later -c wins over an earlier one.
  (*settings)["connect_timeout"] = whole_seconds(options.connect_timeout);
  (*settings)["client_encoding"] = "UTF8";
  (*settings)["options"] += session_settings(options);

  base::Secret text(render(*settings));
  if (const auto password = settings->find("password"); password != settings->end())
    base::wipe(password->second);
  return text;
}

}  // namespace db
