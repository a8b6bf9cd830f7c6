// A private PostgreSQL 15 for one test process: real server, temporary directory, Unix socket only.
//
//   auto& postgres = support::Postgres::instance();      // about 2 s at the first call, then free
//   const auto url = postgres.create_database();         // fresh and empty, as superuser
//   const auto db = postgres.create_migrated_database(); // the project's schema and its three roles
//   support::sql(url, "CREATE TABLE t (a int)");
//
// The server is gone, and its files too, when the test process ends, however it ends.
#pragma once

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "db/connection.hpp"
#include "db/migrate.hpp"

namespace support {

// Runs SQL, several statements if need be, on a connection of its own. Returns the first field of the last
// result as text, "" for none or NULL. Throws std::runtime_error with the server's message.
inline std::string sql(const std::string& url, const std::string& text) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), text.c_str()),
                                                             &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

// The URLs of a database that holds the project's schema.
struct MigratedDatabase {
  std::string name;
  std::string owner_url;    // marketcode_owner: owns everything
  std::string app_url;      // marketcode_app: what the gateway runs as
  std::string auditor_url;  // marketcode_auditor
  std::string admin_url;    // the superuser, for making trouble
};

// Not thread-safe: tests call it from the main thread.
class Postgres {
 public:
  // The cluster of this process, started at the first call. Throws when it cannot be had.
  static Postgres& instance() {
    static Postgres cluster;
    return cluster;
  }

  // A fresh, empty database, as superuser "postgres".
  std::string create_database() { return url(create_named_database("postgres")); }

  // A fresh database with every migration of the project applied by marketcode_owner.
  MigratedDatabase create_migrated_database() {
    create_roles();
    const std::string name = create_named_database("marketcode_owner");
    const MigratedDatabase database{name, url(name, "marketcode_owner"), url(name, "marketcode_app"),
                                    url(name, "marketcode_auditor"), url(name)};
    db::ConnectOptions options;
    options.url = base::Secret(std::string_view(database.owner_url));
    options.application_name = "migrate";
    options.statement_timeout = std::chrono::seconds(60);
    auto connection = db::Connection::open(options);
    if (!connection) throw std::runtime_error("migrate: " + connection.error().cause);
    const auto migrations = db::read_migrations(std::filesystem::path(GATEWAY_SOURCE_DIR) / "migrations");
    if (!migrations) throw std::runtime_error("migrate: " + migrations.error().detail);
    const auto report = db::migrate(**connection, *migrations);
    if (!report) throw std::runtime_error("migrate: " + report.error().detail + " " + report.error().cause);
    return database;
  }

  // A connection URL; every role may log in without a password.
  std::string url(const std::string& database = "postgres", const std::string& user = "postgres") const {
    return "postgresql:///" + database + "?host=" + directory_.string() + "&user=" + user;
  }

  // Ends every other session of a database, as an operator or a failing network would.
  void terminate_backends(const std::string& database) {
    sql(url(),
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database + "'");
  }

  // A clean stop that ends sessions. No-op when stopped.
  void stop() { halt("fast"); }
  // Stops as a power failure would: no checkpoint, recovery at the next start. No-op when stopped.
  void crash() { halt("immediate"); }
  // Returns when the server takes connections. No-op when running.
  void start() {
    if (running_) return;
    run({binary("pg_ctl"), "-D", data(), "-w", "-t", "60", "-l", log(), "-s", "start"});
    running_ = true;
  }

  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

 private:
  Postgres() {
    std::string pattern = (root() / "marketcode-pg-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp: " + pattern);
    directory_ = pattern;
    start_guardian();
    try {
      choose_user();
      run({binary("initdb"), "-D", data(), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C",
           "--no-sync"});
      std::ofstream(directory_ / "data" / "postgresql.conf", std::ios::app)
          << "listen_addresses = ''\nunix_socket_directories = '" << directory_.string()
          << "'\nshared_buffers = 32MB\nmax_connections = 100\nlog_min_messages = warning\n";
      start();
    } catch (...) {
      release_guardian();
      throw;
    }
  }
  ~Postgres() { release_guardian(); }

  // In memory where there is room: the server runs with fsync=on, and a disk makes every test wait for it.
  static std::filesystem::path root() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const auto space = std::filesystem::space(memory, error);
    const bool roomy = !error && space.available > (std::uintmax_t{2} << 30);
    return roomy && ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::path("/tmp");
  }

  std::string data() const { return (directory_ / "data").string(); }
  std::string log() const { return (directory_ / "log").string(); }
  static std::string binary(const std::string& name) { return "/usr/lib/postgresql/15/bin/" + name; }

  std::string create_named_database(const std::string& owner) {
    const std::string name = "test_" + std::to_string(++databases_);
    sql(url(), "CREATE DATABASE " + name + " OWNER " + owner);
    return name;
  }

  void create_roles() {
    if (roles_) return;
    sql(url(),
        "CREATE ROLE marketcode_owner LOGIN; CREATE ROLE marketcode_app LOGIN;"
        "CREATE ROLE marketcode_auditor LOGIN");
    roles_ = true;
  }

  void halt(const std::string& mode) {
    if (!running_) return;
    run({binary("pg_ctl"), "-D", data(), "-w", "-t", "60", "-s", "-m", mode, "stop"});
    running_ = false;
  }

  // PostgreSQL refuses to run as root: then it runs as postgres, or where there is none, as nobody.
  void choose_user() {
    if (::geteuid() != 0) return;
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr) user = ::getpwnam("nobody");
    if (user == nullptr) throw std::runtime_error("neither a user postgres nor nobody to run the server as");
    if (::chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown");
    unprivileged_ = {"/usr/bin/setpriv", "--reuid=" + std::to_string(user->pw_uid),
                     "--regid=" + std::to_string(user->pw_gid), "--clear-groups", "--"};
  }

  // Runs a program to its end as the unprivileged user; throws with what it said when it fails.
  void run(const std::vector<std::string>& command) {
    std::vector<std::string> words = unprivileged_;
    words.insert(words.end(), command.begin(), command.end());
    const std::string output = (directory_ / "command.log").string();
    const pid_t pid = spawn(words, "/dev/null", -1, output);
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    std::ostringstream said;
    said << command.front() << " failed\n" << std::ifstream(output).rdbuf();
    if (std::filesystem::exists(log())) said << std::ifstream(log()).rdbuf();
    throw std::runtime_error(said.str());
  }

  // Starts a program in a session of its own with no other file of ours open.
  pid_t spawn(const std::vector<std::string>& words, const char* input, int input_fd,
              const std::string& output) {
    std::vector<char*> arguments;
    for (const auto& word : words)
      arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::vector<char*> environment;  // without PGDATA, PGOPTIONS and their like
    for (char** entry = environ; *entry != nullptr; ++entry) {
      if (std::strncmp(*entry, "PG", 2) != 0) environment.push_back(*entry);
    }
    environment.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    if (input_fd >= 0) {
      posix_spawn_file_actions_adddup2(&files, input_fd, 0);
    } else {
      posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
    }
    posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawn_file_actions_addchdir_np(&files, "/");
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t pid = -1;
    const int error =
        ::posix_spawn(&pid, arguments.front(), &files, &attributes, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) throw std::runtime_error(words.front() + ": " + std::strerror(error));
    return pid;
  }

  // A shell that waits for the end of this process, seen as the end of a pipe, and then cleans up: so nothing
  // stays behind after a crash or a kill either.
  void start_guardian() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    static constexpr const char* script =
        "read -r line; pid=$(head -n 1 \"$1/data/postmaster.pid\" 2>/dev/null)"
        " && kill -QUIT \"$pid\" && n=0 && while kill -0 \"$pid\" && [ $n -lt 100 ];"
        " do sleep 0.05; n=$((n+1)); done; rm -rf \"$1\"";
    guardian_ = spawn({"/bin/sh", "-c", script, "sh", directory_.string()}, nullptr, ends[0], "/dev/null");
    ::close(ends[0]);
    lifeline_ = ends[1];
  }

  void release_guardian() {
    ::close(lifeline_);
    ::waitpid(guardian_, nullptr, 0);
  }

  std::filesystem::path directory_;
  std::vector<std::string> unprivileged_;
  pid_t guardian_ = -1;
  int lifeline_ = -1;
  bool running_ = false;
  bool roles_ = false;
  int databases_ = 0;
};

}  // namespace support
