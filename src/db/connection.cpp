#include "db/connection.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>
#include <utility>

#include <pqxx/pqxx>

#include "db/connect_string.hpp"
#include "db/hang_guard.hpp"
#include "db/translate.hpp"

namespace db {
namespace {

std::chrono::milliseconds hang_limit(const ConnectOptions& options) {
  if (options.statement_timeout.count() == 0) return {};
  return options.statement_timeout + options.hang_margin;
}

// Keeps the last thing the server said beside its answers; notices below a warning are not sent to us.
class Warnings final : public pqxx::errorhandler {
 public:
  explicit Warnings(pqxx::connection_base& session) : errorhandler(session) {}
  bool operator()(const char message[]) noexcept override {
    try {
      last = one_line(message);
    } catch (const std::exception&) {
      last = "?";
    }
    return false;
  }
  std::string last;
};

}  // namespace

struct Connection::Impl {
  Impl(const std::string& connect_string, std::chrono::milliseconds hang_limit)
      : session(connect_string),
        handle(::fcntl(session.sock(), F_DUPFD_CLOEXEC, 0)),
        guard(handle.number, hang_limit),
        warnings(session) {
    // A session that came back by itself would have lost its prepared statements, listeners and transaction.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    session.inhibit_reactivation(true);
#pragma clang diagnostic pop
    // Without DETAIL and CONTEXT, which quote the values of rows.
    session.set_verbosity(pqxx::connection_base::terse);
  }
  ~Impl() {
    // libpq says goodbye, which must not wait for a server that does not listen.
    if (broken) ::shutdown(handle.number, SHUT_RDWR);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // The socket once more: libpq closes its own whenever it sees fit.
  struct Handle {
    explicit Handle(int descriptor) : number(descriptor) {}
    ~Handle() {
      if (number >= 0) ::close(number);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    const int number;
  };

  pqxx::connection session;
  std::set<std::string> prepared;
  bool broken = false;
  const Handle handle;
  HangGuard guard;    // ends before the handle is closed
  Warnings warnings;  // goes before the session does
};

base::Result<std::unique_ptr<Connection>> Connection::open(const ConnectOptions& options) {
  const auto text = connect_string(options);
  if (!text) return std::unexpected(text.error());
  try {
    auto impl = std::make_unique<Impl>(std::string(text->reveal()), hang_limit(options));
    return std::unique_ptr<Connection>(new Connection(std::move(impl)));
  } catch (const std::exception& error) {
    return base::fail(base::Code::database_unavailable, "the database cannot be reached",
                      one_line(error.what()));
  }
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

pqxx::connection_base& Connection::raw() {
  impl_->guard.step();
  return impl_->session;
}

bool Connection::broken() const { return impl_->broken || !impl_->session.is_open(); }

void Connection::mark_broken() { impl_->broken = true; }

void Connection::allow(std::chrono::milliseconds limit) { impl_->guard.allow(limit); }

bool Connection::ended_while_idle() const {
  pollfd waiting{socket(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) != 0;
}

void Connection::prepare_once(const std::string& name, const std::string& sql) {
  if (impl_->prepared.insert(name).second) impl_->session.prepare(name, sql);
}

int Connection::socket() const { return impl_->session.sock(); }

void Connection::cut() const { ::shutdown(impl_->handle.number, SHUT_RDWR); }

std::string Connection::take_warning() { return std::exchange(impl_->warnings.last, {}); }

bool Connection::cut_for_hanging() const { return impl_->guard.has_cut(); }

Connection::Use::Use(Connection& connection) : connection_(connection) { connection_.impl_->guard.begin(); }
Connection::Use::~Use() { connection_.impl_->guard.end(); }

}  // namespace db
