// From the configuration to the options of the parts.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "audit/writer.hpp"
#include "db/connection.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "http/connection_book.hpp"
#include "http/server.hpp"
#include "http/tls.hpp"
#include "platform/authorization_desk.hpp"
#include "query/service.hpp"
#include "tokens/refresh_desk.hpp"
#include "weixin/message_crypto.hpp"

namespace app {

struct WorkerLimits;  // app/worker.hpp

// `purpose` is what pg_stat_activity shows.
db::ConnectOptions connect_options(const Config& config, const std::string& purpose);
db::ExecutorOptions work_options(const Config& config);
audit::WriterOptions writer_options(const Config& config, const std::string& instance);
http::ServerOptions server_options(const Config& config, const std::string& name,
                                   const ListenerConfig& listener);
// Shared by all loops of the public listener; may be changed while it runs.
std::shared_ptr<http::ConnectionBook> connection_book(const Config& config);
http::ConnectionLimits connection_limits(const Config& config);
// Of the ops listener, whose few callers are the operator's own.
http::ServerOptions console_options(const Config& config);
http::ServerOptions ops_options(const Config& config);
http::ClientOptions client_options(const Config& config);
// What workers take over from a configuration that was read again.
WorkerLimits worker_limits(const Config& config);
query::Limits query_limits(const Config& config);
query::InFlightLimits in_flight_limits(const Config& config);
query::TallyOptions tally_options(const Config& config);
// Nothing when the platform's message settings are not configured.
std::optional<weixin::MessageCrypto> message_crypto(const Config& config);
platform::AuthorizationDeskOptions authorization_options(const Config& config, const std::string& instance);
tokens::DeskOptions desk_options(const Config& config, const std::string& instance);

// Null without a certificate. Errors name the key of the file, as below.
base::Result<std::shared_ptr<http::TlsServerContext>> public_tls(const Config& config);
base::Result<std::shared_ptr<http::TlsServerContext>> console_tls(const Config& config);
base::Result<std::shared_ptr<http::TlsServerContext>> ops_tls(const Config& config);
base::Result<std::shared_ptr<http::TlsClientContext>> client_tls(const Config& config);
// Whether all of them can be had.
base::Result<> check_tls(const Config& config);

}  // namespace app
