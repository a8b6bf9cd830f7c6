// Joins rooms that must not know each other: the query service's ports to tokens and platform.
#pragma once

#include "platform/merchant_reader.hpp"
#include "query/ports.hpp"
#include "tokens/refresher.hpp"

namespace app {

class Tokens final : public query::TokenSource {
 public:
  explicit Tokens(tokens::Refresher& refresher) : refresher_(refresher) {}

  base::Awaitable<query::TokenResult> token(int merchant, base::Deadline deadline) override {
    return refresher_.token(merchant, deadline);
  }
  base::Awaitable<query::TokenResult> renew(int merchant, std::int64_t refused_generation,
                                            base::Deadline deadline) override {
    return refresher_.renew(merchant, refused_generation, deadline);
  }

 private:
  tokens::Refresher& refresher_;
};

class Merchants final : public query::MerchantSource {
 public:
  explicit Merchants(platform::MerchantReader& reader) : reader_(reader) {}

  base::Awaitable<std::shared_ptr<const tenancy::Merchant>> reread(
      std::shared_ptr<const tenancy::Merchant> merchant, base::Deadline deadline) override {
    return reader_.reread(std::move(merchant), deadline);
  }
  void doubt(std::shared_ptr<const tenancy::Merchant> merchant) override {
    reader_.read_behind(std::move(merchant));
  }

 private:
  platform::MerchantReader& reader_;
};

}  // namespace app
