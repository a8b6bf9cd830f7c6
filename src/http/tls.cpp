#include "http/tls.hpp"

#include <string>
#include <utility>

#include <boost/asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/file.hpp"

namespace http {
namespace {

// TLS 1.2 with forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
constexpr const char* tls12_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// RFC 7301: a protocol name with its length in front.
constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

std::unexpected<base::Error> invalid(const std::filesystem::path& file, std::string what) {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  return base::fail(base::Code::config_invalid, file.string() + ": " + std::move(what), reason ? reason : "");
}

// A key with a pass phrase must not make the program ask for one on the terminal.
int no_pass_phrase(char*, int, int, void*) { return 0; }

int select_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, size, http_1_1, sizeof http_1_1, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, tls12_ciphers);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                   SSL_OP_CLEANSE_PLAINTEXT);  // what was sent holds credentials
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // most connections are idle at any moment
  SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
  SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
}

base::Result<> use_private_key(SSL_CTX* context, const std::filesystem::path& file) {
  const auto pem = base::read_secret_file(file);
  if (!pem) return base::fail(base::Code::config_invalid, pem.error().detail, pem.error().cause);
  const Bio bio(BIO_new_mem_buf(pem->reveal().data(), static_cast<int>(pem->size())));
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  if (!key) return invalid(file, "not a private key in PEM form, or one with a pass phrase");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return invalid(file, "does not fit the certificate");
  return {};
}

}  // namespace

TlsServerContext::TlsServerContext()
    : context_(std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server)) {}

TlsServerContext::~TlsServerContext() = default;

base::Result<std::shared_ptr<TlsServerContext>> TlsServerContext::load(
    const std::filesystem::path& certificate_chain, const std::filesystem::path& private_key) {
  std::shared_ptr<TlsServerContext> created(new TlsServerContext());
  SSL_CTX* const context = created->context_->native_handle();
  harden(context);

  // OpenSSL reads the file itself, but its message for a missing one names only itself.
  const auto readable = base::read_file(certificate_chain);
  if (!readable)
    return base::fail(base::Code::config_invalid, readable.error().detail, readable.error().cause);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate_chain.c_str()) != 1) {
    return invalid(certificate_chain, "not a certificate chain in PEM form");
  }
  if (const auto used = use_private_key(context, private_key); !used) return std::unexpected(used.error());
  if (SSL_CTX_check_private_key(context) != 1) return invalid(private_key, "does not fit the certificate");
  return created;
}

}  // namespace http
