// Certificates made for a test, by an authority that exists only in it.
#pragma once

#include <stdexcept>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace support {

// A certificate and its private key, in PEM.
struct TestCertificate {
  std::string certificate;
  std::string key;
};

// Signs certificates that are valid from yesterday to tomorrow, unless said otherwise.
class TestAuthority {
 public:
  TestAuthority() : key_(make_key()), certificate_(X509_new()) {
    fill(certificate_, key_, "test authority", 1, 24);
    add(certificate_, NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate_);
  }
  ~TestAuthority() {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  // What whoever trusts this authority puts into its CA file.
  std::string certificate() const { return pem(certificate_); }

  // `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1". `hours` from now, also negative: expired.
  TestCertificate issue(const std::string& names, int hours = 24) {
    EVP_PKEY* key = make_key();
    X509* leaf = X509_new();
    fill(leaf, key, "test server", ++serial_, hours);
    add(leaf, NID_subject_alt_name, names.c_str());
    sign(leaf);
    TestCertificate issued{pem(leaf), pem(key)};
    X509_free(leaf);
    EVP_PKEY_free(key);
    return issued;
  }

 private:
  static EVP_PKEY* make_key() { return require(EVP_EC_gen("P-256")); }

  template <class T>
  static T require(T value) {
    if (!value) throw std::runtime_error("OpenSSL failed while a test certificate was made");
    return value;
  }

  void fill(X509* subject, EVP_PKEY* key, const char* name, long serial, int hours) {
    X509_set_version(subject, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(subject), serial);
    X509_gmtime_adj(X509_getm_notBefore(subject), -24 * 3600);
    X509_gmtime_adj(X509_getm_notAfter(subject), hours * 3600);
    const auto* bytes = reinterpret_cast<const unsigned char*>(name);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(subject), "CN", MBSTRING_UTF8, bytes, -1, -1, 0);
    X509_set_issuer_name(subject, X509_get_subject_name(certificate_));
    X509_set_pubkey(subject, key);
  }

  static void add(X509* subject, int extension, const char* value) {
    X509_EXTENSION* made = require(X509V3_EXT_conf_nid(nullptr, nullptr, extension, value));
    X509_add_ext(subject, made, -1);
    X509_EXTENSION_free(made);
  }

  void sign(X509* subject) { require(X509_sign(subject, key_, EVP_sha256())); }

  static std::string text(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string out(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return out;
  }
  static std::string pem(X509* certificate) {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    return text(bio);
  }
  static std::string pem(EVP_PKEY* key) {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    return text(bio);
  }

  EVP_PKEY* key_;
  X509* certificate_;
  long serial_ = 1;
};

// What a scripted TLS server needs.
inline boost::asio::ssl::context server_context(const TestCertificate& certificate) {
  boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
  context.use_certificate_chain(boost::asio::buffer(certificate.certificate));
  context.use_private_key(boost::asio::buffer(certificate.key), boost::asio::ssl::context::pem);
  return context;
}

}  // namespace support
