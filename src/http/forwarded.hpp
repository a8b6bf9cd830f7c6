// Who the caller is when a proxy stands in between.
#pragma once

#include <cstddef>
#include <vector>

#include "base/address.hpp"
#include "http/message.hpp"

namespace http {

inline constexpr std::size_t max_forwarded_hops = 32;

// Pure. The rightmost hop of X-Forwarded-For that is not a trusted proxy, when `peer` is one; else `peer`.
// Header lines count in the order they stand, a port behind an address is ignored. Where a hop is not an
// address, or after max_forwarded_hops, the walk ends with the last address it could believe.
base::IpAddress client_address(const base::IpAddress& peer, const std::vector<Header>& headers,
                               const std::vector<base::Cidr>& trusted);

}  // namespace http
