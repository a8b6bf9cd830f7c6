#include "http/request_ids.hpp"

#include <algorithm>

#include "base/ids.hpp"

namespace http {

std::string RequestIds::next(base::WallTime now) { return base::make_request_id(now, *this); }

// No byte is given out twice.
void RequestIds::fill(std::span<std::byte> out) {
  if (out.size() > bytes_.size()) return random_.fill(out);
  if (out.size() > bytes_.size() - used_) {
    random_.fill(bytes_);
    used_ = 0;
  }
  std::ranges::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_),
                      static_cast<std::ptrdiff_t>(out.size()), out.begin());
  used_ += out.size();
}

}  // namespace http
