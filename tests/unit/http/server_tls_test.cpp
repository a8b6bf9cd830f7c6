// The same server over TLS.
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/file.hpp"
#include "http/connection_book.hpp"
#include "http/socket_bio.hpp"
#include "http/tls.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"
#include "support/test_certificates.hpp"

namespace server_tls_test {

using namespace std::chrono_literals;

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

// Files that are gone after the test.
class Files {
 public:
  Files() : folder_(std::filesystem::temp_directory_path() / ("server-tls-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Files() { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& content, mode_t mode = 0600) const {
    const auto path = folder_ / name;
    REQUIRE(base::write_file(path, content).has_value());
    ::chmod(path.c_str(), mode);
    return path;
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

 private:
  std::filesystem::path folder_;
};

std::shared_ptr<http::TlsServerContext> context_of(const Files& files, const support::TestCertificate& made) {
  auto loaded = http::TlsServerContext::load(files.write("chain.pem", made.certificate),
                                             files.write("key.pem", made.key));
  REQUIRE(loaded.has_value());
  return *loaded;
}

// A TLS client; verifies nothing, so that it can look at everything.
class TlsClient final : public support::RawClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = TLS1_3_VERSION, const std::string& protocols = {})
      : RawClient(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_cipher_list(context_, "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, newest);
    ssl_ = SSL_new(context_);
    if (!protocols.empty()) {
      SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
    }
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    BIO* const bio = http::make_socket_bio(fd());  // OpenSSL's own would raise SIGPIPE
    SSL_set_bio(ssl_, bio, bio);
    connected_ = SSL_connect(ssl_) == 1;
    ERR_clear_error();
  }
  ~TlsClient() override {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }

  bool connected() const { return connected_; }
  std::string version() const { return SSL_get_version(ssl_); }
  bool got_close_notify() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }
  void say_goodbye() { SSL_shutdown(ssl_); }
  std::string protocol() const {
    const unsigned char* data = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_, &data, &size);
    return {reinterpret_cast<const char*>(data), size};
  }
  std::string subject() const {
    X509* const peer = SSL_get1_peer_certificate(ssl_);
    char* const line = X509_NAME_oneline(X509_get_subject_name(peer), nullptr, 0);
    const std::string serial = std::to_string(ASN1_INTEGER_get(X509_get0_serialNumber(peer)));
    OPENSSL_free(line);
    X509_free(peer);
    return serial;
  }

 private:
  ssize_t write_some(std::string_view bytes) override {
    return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
  }
  ssize_t read_some(char* into, std::size_t size) override {
    return SSL_read(ssl_, into, static_cast<int>(size));
  }
  bool has_buffered() const override { return SSL_has_pending(ssl_) == 1; }

  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  bool connected_ = false;
};

struct Fixture {
  explicit Fixture(http::ServerOptions options = support::HttpServer::options_with({}))
      : server(std::move(options), context_of(files, authority.issue("DNS:localhost"))) {}

  Files files;
  support::TestAuthority authority;
  support::HttpServer server;
};

TEST_CASE("requests over TLS") {
  Fixture f;
  TlsClient client(f.server.port());
  REQUIRE(client.connected());
  CHECK(client.version() == "TLSv1.3");
  CHECK(client.ask(hello)->body == "hello");
  CHECK(client.ask("GET /show/1/of/2 HTTP/1.1\r\nHost: a\r\n\r\n")->body.contains("|secure|"));

  const std::string body(90'000, 'b');
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + body + hello + hello);
  CHECK(client.response()->body == body);
  CHECK(client.response()->body == "hello");
  CHECK(client.response()->body == "hello");
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.response()->body.size() == std::size_t{8} << 20);

  CHECK(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")->status == 200);
  CHECK(client.rest() == "");
  CHECK(client.got_close_notify());
}

TEST_CASE("versions and protocols") {
  Fixture f;
  TlsClient older(f.server.port(), TLS1_2_VERSION);
  REQUIRE(older.connected());
  CHECK(older.version() == "TLSv1.2");
  CHECK(older.ask(hello)->status == 200);
  CHECK_FALSE(TlsClient(f.server.port(), TLS1_1_VERSION).connected());

  CHECK(TlsClient(f.server.port(), TLS1_3_VERSION, "\x02h2\x08http/1.1").protocol() == "http/1.1");
  CHECK(TlsClient(f.server.port(), TLS1_3_VERSION, "\x02h2").protocol() == "");
  CHECK(TlsClient(f.server.port(), TLS1_3_VERSION).protocol() == "");
}

TEST_CASE("plain HTTP on a TLS port gets no HTTP answer") {
  Fixture f;
  support::RawClient client(f.server.port());
  client.send(hello);
  CHECK_FALSE(client.rest().contains("HTTP/"));
  CHECK(f.server.handled() == 0);
}

TEST_CASE("a handshake that does not come or drips in") {
  http::ServerLimits limits;
  limits.handshake = 200ms;
  Fixture f(support::HttpServer::options_with(limits));
  support::RawClient silent(f.server.port());
  CHECK_FALSE(silent.closed(100ms));
  CHECK(silent.closed(2s));

  support::RawClient slow(f.server.port());
  const auto start = std::chrono::steady_clock::now();
  const std::string greeting = "\x16\x03\x01\x02" + std::string(500, '\x01');
  pollfd poll{.fd = slow.fd(), .events = POLLIN, .revents = 0};
  for (std::size_t i = 0; i < greeting.size() && ::poll(&poll, 1, 10) == 0; ++i) {
    slow.send({&greeting[i], 1});
  }
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(took > 150ms);
  CHECK(took < 2s);
}

TEST_CASE("deadlines and refusals over TLS") {
  http::ServerLimits limits;
  limits.read_header = 150ms;
  limits.idle = 150ms;
  limits.connections = 2;
  Fixture f(support::HttpServer::options_with(limits));
  TlsClient late(f.server.port());
  late.send("GET /hel");
  CHECK(late.response()->status == 408);
  late.rest();
  CHECK(late.got_close_notify());
  late.say_goodbye();
  late.close();

  TlsClient wrong(f.server.port());
  CHECK(wrong.ask("GET /hello HTTP/1.1\r\n\r\n" + std::string(100'000, 'x'))->status == 400);
  wrong.close();

  TlsClient idle(f.server.port());
  CHECK(idle.ask(hello)->status == 200);
  CHECK(idle.closed(2s));
}

TEST_CASE("the connection limit over TLS") {
  http::ServerLimits limits;
  limits.connections = 1;
  Fixture f(support::HttpServer::options_with(limits));
  TlsClient first(f.server.port());
  first.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  while (f.server.handled() < 1)
    ::poll(nullptr, 0, 5);
  TlsClient second(f.server.port());
  REQUIRE(second.connected());
  CHECK(second.ask(hello)->status == 503);
  f.server.open_gate();
  CHECK(first.response()->status == 200);
  TlsClient third(f.server.port());
  CHECK(third.ask(hello)->status == 200);
  CHECK(first.rest() == "");  // idle by now, so it gave way
}

TEST_CASE("handshakes left half-way are bounded and give way") {
  http::ServerLimits limits;
  limits.handshakes = 4;
  Fixture f(support::HttpServer::options_with(limits));
  const auto counts = [&] { return f.server.server().book()->counts(); };
  const auto halfway = [&](const char* from) {
    auto client = std::make_unique<support::RawClient>();
    client->connect(f.server.port(), from);
    return client;
  };
  const auto first = halfway("127.0.0.2");
  const auto second = halfway("127.0.0.2");
  while (counts().handshakes < 2)
    ::poll(nullptr, 0, 5);
  CHECK(halfway("127.0.0.2")->closed(2s));  // no more than are free
  {
    TlsClient other(f.server.port());
    CHECK(other.ask(hello)->status == 200);
  }
  const auto third = halfway("127.0.0.3");
  const auto fourth = halfway("127.0.0.4");
  while (counts().handshakes < 4)
    ::poll(nullptr, 0, 5);
  CHECK_FALSE(TlsClient(f.server.port()).connected());  // all are taken, and none is slow yet
  CHECK(counts().refused_handshakes == 2);

  f.server.clock().advance(1s);
  TlsClient good(f.server.port());
  CHECK(good.ask(hello)->status == 200);
  CHECK(first->closed(2s));
  CHECK(counts().made_room == 1);
  CHECK(counts().handshakes == 3);
  second->close();
  while (counts().handshakes > 2)
    ::poll(nullptr, 0, 5);
}

TEST_CASE("a peer over TLS that always has more to say does not hold up the others") {
  Fixture f;
  TlsClient flood(f.server.port());
  TlsClient good(f.server.port());
  std::string many;
  for (int i = 0; i < 2'000; ++i)
    many += hello;
  flood.send(many);
  CHECK(good.ask(hello)->status == 200);
  for (int i = 0; i < 2'000; ++i)
    REQUIRE(flood.response()->status == 200);
}

TEST_CASE("a client over TLS that does not read its answer") {
  http::ServerLimits limits;
  limits.write = 150ms;
  Fixture f(support::HttpServer::options_with(limits));
  TlsClient client(f.server.port());
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i < 500 && f.server.connections() > 0; ++i)
    ::poll(nullptr, 0, 10);
  CHECK(f.server.connections() == 0);
}

TEST_CASE("the PROXY header comes before the handshake") {
  auto options = support::HttpServer::options_with({});
  options.proxy_protocol = true;
  options.trusted_proxies = {*base::Cidr::parse("127.0.0.1")};
  Fixture f(options);
  // A handshake right away is not what was agreed on.
  CHECK_FALSE(TlsClient(f.server.port()).connected());
}

TEST_CASE("a new certificate is used for new connections") {
  Fixture f;
  TlsClient before(f.server.port());
  const auto renewed = context_of(f.files, f.authority.issue("DNS:localhost"));
  f.server.threads().call([&] { f.server.server().set_tls(renewed); });
  TlsClient after(f.server.port());
  CHECK(before.subject() != after.subject());
  CHECK(before.ask(hello)->status == 200);
  CHECK(after.ask(hello)->status == 200);
}

TEST_CASE("a drain over TLS") {
  Fixture f;
  TlsClient idle(f.server.port());
  TlsClient running(f.server.port());
  CHECK(idle.ask(hello)->status == 200);
  running.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  while (f.server.handled() < 2)
    ::poll(nullptr, 0, 5);
  auto drained = f.server.drain(60s);
  CHECK(idle.closed(2s));
  f.server.open_gate();
  const auto response = running.response();
  CHECK(response->body == "waited");
  CHECK(response->header("Connection") == "close");
  running.rest();
  running.say_goodbye();
  running.close();
  CHECK(drained.wait_for(2s) == std::future_status::ready);
}

TEST_CASE("certificates and keys that cannot be used") {
  const Files files;
  support::TestAuthority authority;
  const auto made = authority.issue("DNS:localhost");
  const auto other = authority.issue("DNS:localhost");
  const auto chain = files.write("chain.pem", made.certificate);
  const auto key = files.write("key.pem", made.key);
  const auto refusal = [](const std::filesystem::path& certificate,
                          const std::filesystem::path& private_key) {
    const auto loaded = http::TlsServerContext::load(certificate, private_key);
    if (loaded) return std::string("loaded");
    CHECK(loaded.error().code == base::Code::config_invalid);
    return loaded.error().detail;
  };
  CHECK(refusal(chain, key) == "loaded");
  CHECK(refusal(files.path("missing.pem"), key) ==
        files.path("missing.pem").string() + ": No such file or directory");
  CHECK(refusal(chain, files.path("missing.pem")) ==
        files.path("missing.pem").string() + ": No such file or directory");
  CHECK(refusal(key, key) == key.string() + ": not a certificate chain in PEM form");
  CHECK(refusal(files.write("empty.pem", ""), key).contains("empty.pem: not a certificate chain"));
  CHECK(refusal(chain, chain) ==
        chain.string() + ": not a private key in PEM form, or one with a pass phrase");
  CHECK(refusal(chain, files.write("other.pem", other.key))
            .contains("other.pem: does not fit the certificate"));
  CHECK(refusal(chain, files.write("open.pem", made.key, 0644)).contains("open to everyone"));

  BIO* const bio = BIO_new(BIO_s_mem());
  BIO* const source = BIO_new_mem_buf(made.key.data(), static_cast<int>(made.key.size()));
  EVP_PKEY* const plain = PEM_read_bio_PrivateKey(source, nullptr, nullptr, nullptr);
  unsigned char phrase[] = "phrase";
  PEM_write_bio_PrivateKey(bio, plain, EVP_aes_128_cbc(), phrase, 6, nullptr, nullptr);
  char* data = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio, &data));
  CHECK(
      refusal(chain, files.write("phrase.pem", std::string(data, size))).contains("one with a pass phrase"));
  EVP_PKEY_free(plain);
  BIO_free(source);
  BIO_free(bio);
}

}  // namespace server_tls_test
