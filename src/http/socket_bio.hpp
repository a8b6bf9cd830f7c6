// OpenSSL's way to a socket.
#pragma once

#include <openssl/bio.h>

namespace http {

// Reads and writes the non-blocking socket itself, without a buffer in between; "would block" becomes
// OpenSSL's "try again". A peer that left is an error, never a SIGPIPE. The socket must outlive it. Null when
// memory is out.
BIO* make_socket_bio(int socket);

}  // namespace http
