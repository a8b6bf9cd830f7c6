#include "log_filler.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "audit/append_store.hpp"
#include "audit/product_store.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "bench_store.hpp"
#include "db/transaction.hpp"

namespace bench {
namespace {

using base::Result;

constexpr std::int64_t longest_stream = 1 << 20;
constexpr std::int64_t batch = 2'048;
constexpr int applications_each = 5;
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// Which merchant asks next: the first most, the last least.
class Popularity {
 public:
  explicit Popularity(int count) {
    double sum = 0;
    for (int i = 1; i <= count; ++i)
      sums_.push_back(sum += 1.0 / i);
  }
  int pick(std::mt19937_64& random) const {
    const double at = std::uniform_real_distribution(0.0, sums_.back())(random);
    return static_cast<int>(std::ranges::upper_bound(sums_, at) - sums_.begin()) + 1;
  }

 private:
  std::vector<double> sums_;
};

class Queries {
 public:
  Queries(const std::vector<BenchMerchant>& merchants, const audit::DayKey& key, std::uint64_t seed)
      : merchants_(merchants), key_(key), popularity_(static_cast<int>(merchants.size())), random_(seed) {}

  audit::Draft next(base::WallTime time) {
    const BenchMerchant& merchant = merchants_[static_cast<std::size_t>(popularity_.pick(random_) - 1)];
    audit::QueryHead head;
    head.time = time;
    head.request_id = base::make_request_id(time, system_);
    head.merchant = merchant.id;
    head.merchant_appid = merchant.appid;
    head.authorization_version = 1;
    head.caller = {audit::Caller::Type::key, merchant.key_id, "shop", merchant.key};
    head.client = *base::parse_address("203.0." + std::to_string(merchant.id % 256) + "." +
                                       std::to_string(up_to(1) + 7));
    head.dialect = up_to(3) == 0 ? audit::Dialect::compatible : audit::Dialect::native;
    const std::uint64_t application =
        700'000'000ULL + static_cast<std::uint64_t>(merchant.id * applications_each + up_to(4));
    select(head, application);

    audit::QueryTail tail = tail_of(head, application);
    auto made = std::make_shared<audit::Head>();
    made->json = audit::query_head(head, key_, system_);
    made->columns = audit::query_columns(head);
    return {audit::entry_of(std::move(made), tail), std::nullopt};
  }

 private:
  int up_to(int most) { return std::uniform_int_distribution(0, most)(random_); }

  std::string text(int size) {
    std::string out;
    for (int i = 0; i < size; ++i)
      out += letters[static_cast<std::size_t>(up_to(35))];
    return out;
  }

  void select(audit::QueryHead& head, std::uint64_t application) {
    std::string body = "{";
    base::JsonMembers members(body);
    switch (up_to(2)) {
      case 0:
        head.selector.code = text(10);
        members.text("code", head.selector.code);
        break;
      case 1:
        head.selector.code_url = "P.URL.CN/" + text(18);
        members.text("code_url", head.selector.code_url);
        break;
      default:
        head.selector.application_id = application;
        head.selector.code_index = static_cast<std::uint64_t>(up_to(999'999));
        members.number("application_id", application).number("code_index", *head.selector.code_index);
    }
    head.received = head.sent = body + "}";
  }

  audit::QueryTail tail_of(const audit::QueryHead& head, std::uint64_t application) {
    audit::QueryTail tail;
    tail.took = base::Micros(20'000 + up_to(30'000));
    audit::Attempt attempt{"api.weixin.qq.com",
                           head.time,
                           tail.took,
                           audit::Sent::yes,
                           200,
                           0,
                           "",
                           "Sun, 22 Nov 2026 08:30:00 GMT",
                           17,
                           ""};
    const int luck = up_to(99);
    if (luck < 3) {
      tail.outcome = audit::Outcome::refused;
      tail.code = luck == 0 ? base::Code::selector_invalid : base::Code::merchant_not_authorized;
      return tail;
    }
    if (luck < 15) {
      tail.outcome = luck == 3 ? audit::Outcome::upstream_error : audit::Outcome::inactive;
      tail.errcode = luck == 3 ? -1 : 80304;
      tail.rid = text(8) + "-" + text(8) + "-" + text(8);
      tail.reply = R"({"errcode":)" + std::to_string(*tail.errcode) + R"(,"errmsg":"code not active rid: )" +
                   tail.rid + "\"}";
      attempt.errcode = tail.errcode;
      attempt.rid = tail.rid;
    } else {
      tail.outcome = audit::Outcome::active;
      const std::string of = std::to_string(application);
      tail.product = {"campaign " + of, "brand " + std::to_string(head.merchant), "bottle of " + of};
      tail.answered.application_id = application;
      tail.answered.code = head.selector.code.empty() ? text(10) : head.selector.code;
      std::string reply = R"({"errcode":0)";
      base::JsonMembers members(reply, false);
      members.text("code", tail.answered.code).number("application_id", application);
      members.text("isv_application_id", "isv-" + of).text("activity_name", tail.product.activity_name);
      members.text("product_brand", tail.product.product_brand)
          .text("product_title", tail.product.product_title);
      members.text("product_code", "690" + of).text("wxa_appid", "wx" + of + "00000000");
      members.text("wxa_path", "pages/index/index?scene=" + of).number("wxa_type", 0);
      members.number("code_start", 0).number("code_end", 999'999);
      tail.reply = reply + "}";
      attempt.errcode = 0;
    }
    tail.attempts.push_back(std::move(attempt));
    return tail;
  }

  const std::vector<BenchMerchant>& merchants_;
  const audit::DayKey& key_;
  Popularity popularity_;
  std::mt19937_64 random_;
  crypto::SystemRandom system_;
};

audit::Draft opening_draft(base::WallTime time, const audit::DayKey& key, base::Random& random) {
  audit::Event event;
  event.kind = audit::Kind::system;
  event.time = time;
  event.actor_kind = "gateway";
  event.actor = "bench";
  event.action = "stream_opened";
  event.details = R"({"sealed":[],"open":[]})";
  auto head = std::make_shared<audit::Head>();
  head->json = audit::event_head(event, key, random);
  head->columns = audit::event_columns(event);
  return {audit::entry_of(std::move(head)), std::nullopt};
}

Result<> write_cut(db::Connection& connection, audit::ProductBook& products, audit::Stream& stream,
                   const std::vector<audit::Draft>& drafts) {
  const audit::Cut cut = stream.cut({}, drafts);
  if (auto learned = products.learn(connection, {cut}); !learned) return learned;
  const auto written = db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    if (const auto done = audit::append(transaction, cut, products); !done)
      return std::unexpected(done.error());
    return {};
  });
  if (written) stream.apply(cut);
  return written;
}

}  // namespace

Result<> fill_day(db::Connection& connection, const FillOptions& options, const std::string& day,
                  bool today) {
  const auto merchants = bench_merchants(connection);
  if (!merchants) return std::unexpected(merchants.error());
  const auto begin = base::parse_rfc3339(day + "T00:00:00Z");
  if (!begin) return std::unexpected(begin.error());
  crypto::SystemRandom random;
  const audit::DayKey key{day, base::Secret(std::string(32, 'k'))};
  // Today's records end now, so that the newest are new.
  const base::Micros length =
      today ? std::chrono::duration_cast<base::Micros>(base::SystemClock().wall() - *begin)
            : base::Micros(std::chrono::hours(24));
  Queries queries(*merchants, key, static_cast<std::uint64_t>(begin->time_since_epoch().count()));
  audit::ProductBook products;
  std::int64_t done = 0;
  while (done < options.records_a_day) {
    const auto time_of = [&](std::int64_t number) {
      return *begin + length * number / std::max<std::int64_t>(options.records_a_day, 1);
    };
    audit::Stream stream(base::make_sortable_id(time_of(done), random), day, 1);
    if (auto opened = open_bench_stream(connection, stream.id(), day); !opened) return opened;
    std::vector<audit::Draft> drafts{opening_draft(time_of(done), key, random)};
    while (done < options.records_a_day && stream.size() < longest_stream) {
      const auto room = static_cast<std::size_t>(std::min(batch, longest_stream - stream.size()));
      while (drafts.size() < room && done < options.records_a_day)
        drafts.push_back(queries.next(time_of(done++)));
      if (auto written = write_cut(connection, products, stream, drafts); !written) return written;
      drafts.clear();
    }
    if (today && done >= options.records_a_day) break;
    const auto sealed = db::in_transaction(connection, [&](db::Transaction& transaction) {
      return audit::seal_stream(transaction, stream, "bench");
    });
    if (!sealed) return sealed;
  }
  return {};
}

}  // namespace bench
