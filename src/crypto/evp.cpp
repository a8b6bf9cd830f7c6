#include "crypto/evp.hpp"

#include <stdexcept>
#include <string>

#include <openssl/err.h>

namespace crypto {

void throw_openssl_error(const char* what) {
  char reason[256] = "no reason given";
  if (const unsigned long code = ERR_get_error(); code != 0) ERR_error_string_n(code, reason, sizeof reason);
  ERR_clear_error();
  throw std::runtime_error(std::string("OpenSSL: ") + what + ": " + reason);
}

}  // namespace crypto
