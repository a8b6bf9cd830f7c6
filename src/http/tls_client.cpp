#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_mode.hpp>

#include "http/tls.hpp"

namespace http {

TlsClientContext::TlsClientContext()
    : context_(std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client)) {}

TlsClientContext::~TlsClientContext() = default;

base::Result<std::shared_ptr<TlsClientContext>> TlsClientContext::load(const std::filesystem::path& ca_file) {
  std::shared_ptr<TlsClientContext> created(new TlsClientContext());
  auto& context = *created->context_;
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_CLEANSE_PLAINTEXT);  // answers hold tokens
  // Most connections of a pool are idle at any moment.
  SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  context.set_verify_mode(boost::asio::ssl::verify_peer);

  boost::system::error_code error;
  if (ca_file.empty()) {
    context.set_default_verify_paths(error);
    if (error)
      return base::fail(base::Code::config_invalid, "the system's certificate store cannot be used",
                        error.message());
  } else {
    context.load_verify_file(ca_file.string(), error);
    if (error)
      return base::fail(base::Code::config_invalid,
                        ca_file.string() + ": no CA certificates can be read from it: " + error.message());
  }
  return created;
}

}  // namespace http
