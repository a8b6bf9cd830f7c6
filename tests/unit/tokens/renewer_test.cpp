#include "tokens/renewer.hpp"

#include <mutex>

#include <doctest/doctest.h>

#include "support/fake_random.hpp"
#include "support/moved_clock.hpp"
#include "support/run_loop.hpp"
#include "support/tenancy_database.hpp"

namespace renewer_test {

using namespace std::chrono_literals;
using tokens::RenewalEnd;
using tokens::StoreView;

// A row in memory that keeps the promises of the real one, and loses connections as the test says.
class FakeRenewal final : public tokens::Renewal {
 public:
  base::Result<tokens::LeaseView> take_lease(db::Connection&,
                                             const tokens::LeaseRequest& request) const override {
    const std::lock_guard lock(row_.mutex);
    if (row_.no_lease) return base::fail(*row_.no_lease);
    tokens::LeaseView view;
    view.taken = row_.owner.empty() || row_.owner == request.owner;
    if (view.taken) row_.owner = request.owner;
    view.held = !view.taken;
    view.state = row_.state;
    return view;
  }
  base::Result<StoreView> store(db::Connection&, std::int64_t generation, std::string_view owner,
                                const tokens::SealedTokens& tokens, base::Micros) const override {
    const std::lock_guard lock(row_.mutex);
    ++row_.stores;
    if (row_.fail_stores > 0 && row_.fail_stores--)
      return base::fail(base::Code::database_unavailable, "", "away");
    if (row_.state.generation != generation) return StoreView{StoreView::Fate::newer, row_.state};
    if (row_.owner != owner) return StoreView{StoreView::Fate::leased, row_.state};
    row_.owner.clear();
    row_.state.access_envelope = tokens.access;
    ++row_.state.generation;
    ++row_.state.stamp;
    if (row_.in_doubt) return base::fail(base::Code::database_in_doubt, "", "lost in COMMIT");
    return StoreView{StoreView::Fate::stored, row_.state};
  }
  base::Result<tokens::TokenState> end_lease(
      db::Connection&, std::string_view, const std::optional<tokens::FailureNote>& failure) const override {
    const std::lock_guard lock(row_.mutex);
    row_.owner.clear();
    row_.noted = failure;
    if (row_.lose_notes) return base::fail(base::Code::database_unavailable, "", "away");
    return row_.state;
  }

  std::string_view name() const override { return "wx1"; }
  base::Awaitable<base::Result<>> prepare(base::Deadline) override { co_return base::Result<>{}; }
  base::Awaitable<tokens::TokenAnswer> ask(const base::Secret&, base::Deadline) override {
    ++asked;
    co_return answer;
  }
  tokens::SealedTokens seal(const tokens::NewTokens& tokens) override {
    return {"sealed " + std::string(tokens.access.reveal()), "", tokens.expires_in};
  }
  void publish(tokens::TokenState state) override { published.push_back(std::move(state)); }

  struct Row {
    std::mutex mutex;
    tokens::TokenState state;
    std::string owner;
    std::optional<base::Code> no_lease;
    std::optional<tokens::FailureNote> noted;
    int stores = 0;
    int fail_stores = 0;
    bool in_doubt = false;
    bool lose_notes = false;
  };
  Row& row() const { return row_; }

  tokens::TokenAnswer answer = tokens::NewTokens{base::Secret("new"), base::Secret(), 7200s};
  int asked = 0;
  std::vector<tokens::TokenState> published;

 private:
  mutable Row row_;
};

struct Fixture : support::TenancyDatabase {
  boost::asio::io_context loop;
  support::MovedClock clock;
  support::FakeRandom dice;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  db::Executor executor{options(database), clock, log};
  tokens::Renewer renewer{{}, executor, clock, dice, log};
  std::shared_ptr<FakeRenewal> renewal = std::make_shared<FakeRenewal>();

  static db::ExecutorOptions options(const support::MigratedDatabase& database) {
    db::ExecutorOptions options;
    options.connect.url = base::Secret(std::string_view(database.app_url));
    return options;
  }
  RenewalEnd renew(tokens::Wish wish = {}) {
    return support::run(loop, renewer.renew(renewal, std::move(wish)));
  }
  bool save(const RenewalEnd& end) {
    return support::run(loop, renewer.save(renewal, end.unsaved, tokens::Wish{}));
  }
};

TEST_CASE_FIXTURE(Fixture, "a database with too much to do is told apart from one that is away") {
  for (const auto& [code, told] :
       {std::pair(base::Code::busy, base::Code::overloaded),
        std::pair(base::Code::database_unavailable, base::Code::token_unavailable)}) {
    renewal->row().no_lease = code;
    const auto end = renew();
    CHECK(end.kind == RenewalEnd::Kind::failed);
    CHECK(end.refusal.error.code == told);
    CHECK(end.refusal.error.retry_after == 1s);
  }
  CHECK(renewal->asked == 0);
}

TEST_CASE_FIXTURE(Fixture, "a renewal stores what WeChat gave and publishes the row") {
  const auto end = renew();
  CHECK(end.kind == RenewalEnd::Kind::renewed);
  REQUIRE(renewal->published.size() == 1);
  CHECK(renewal->published[0].generation == 1);
  CHECK(renewal->published[0].access_envelope == "sealed new");
  CHECK(renewal->row().owner.empty());
}

TEST_CASE_FIXTURE(Fixture, "a commit in doubt that took place is found again not repeated") {
  renewal->row().in_doubt = true;
  const auto end = renew();
  REQUIRE(end.kind == RenewalEnd::Kind::unsaved);
  REQUIRE(renewal->published.size() == 1);
  CHECK(renewal->published[0].generation == 1);
  CHECK(renewal->published[0].expires_at > clock.wall() + 7190s);
  CHECK(save(end));
  CHECK(renewal->row().state.generation == 1);
  CHECK(renewal->row().stores == 2);
  CHECK(renewal->published.back().stamp == 1);
}

TEST_CASE_FIXTURE(Fixture, "an answer is stored however often it takes") {
  renewal->row().fail_stores = 4;
  const auto end = renew();
  REQUIRE(end.kind == RenewalEnd::Kind::unsaved);
  CHECK(save(end));
  CHECK(renewal->row().stores == 5);
  CHECK(renewal->row().state.access_envelope == "sealed new");
  CHECK(renewal->asked == 1);
}

TEST_CASE_FIXTURE(Fixture, "a newer row ends the saving") {
  renewal->row().fail_stores = 1;
  const auto end = renew();
  REQUIRE(end.kind == RenewalEnd::Kind::unsaved);
  renewal->row().state.generation = 7;
  CHECK(save(end));
  CHECK(renewal->published.back().generation == 7);
}

TEST_CASE_FIXTURE(Fixture, "a stop bounds the saving") {
  renewal->row().fail_stores = 1'000'000;
  const auto end = renew();
  renewer.stop(0ms);
  CHECK_FALSE(save(end));
}

TEST_CASE_FIXTURE(Fixture,
                  "nobody waits a held lease is stepped aside from somebody waits it is waited for") {
  renewal->row().owner = "other";
  CHECK(renew().kind == RenewalEnd::Kind::aside);
  int looks = 0;
  const auto end = renew({0, tokens::Reason::missing, [&] {
                            if (++looks == 3) renewal->row().owner.clear();
                            return true;
                          }});
  CHECK(end.kind == RenewalEnd::Kind::renewed);
  CHECK(renewal->asked == 1);
}

TEST_CASE_FIXTURE(Fixture, "waiting for another gateway ends when the program stops") {
  renewal->row().owner = "other";
  renewer.stop(1s);
  const auto end = renew({0, tokens::Reason::missing, [] { return true; }});
  CHECK(end.kind == RenewalEnd::Kind::failed);
  CHECK(end.refusal.error.code == base::Code::token_unavailable);
}

TEST_CASE_FIXTURE(Fixture, "waiting for another gateway ends when its lease must be over") {
  renewal->row().owner = "other";
  const auto end = renew({0, tokens::Reason::missing, [&] {
                            clock.advance(10s);
                            return true;
                          }});
  CHECK(end.kind == RenewalEnd::Kind::failed);
  CHECK(renewal->asked == 0);
}

TEST_CASE_FIXTURE(Fixture, "what is noted of a refusal depends on whose trouble it is") {
  const auto noted = [&](std::int64_t errcode) {
    renewal->answer = std::unexpected(tokens::refusal_of(errcode));
    renewal->row().noted = tokens::FailureNote{};
    CHECK(renew().kind == RenewalEnd::Kind::refused);
    return renewal->row().noted;
  };
  CHECK(noted(-1)->errcode == -1);
  CHECK_FALSE(noted(-1)->for_good);
  CHECK(noted(61023)->for_good);
  CHECK_FALSE(noted(61003)->for_good);
  CHECK_FALSE(noted(61004));
  CHECK_FALSE(noted(40001));
}

TEST_CASE_FIXTURE(Fixture, "a refusal is told though it cannot be noted") {
  renewal->answer = std::unexpected(tokens::refusal_of(61023));
  renewal->row().lose_notes = true;
  const auto end = renew();
  CHECK(end.kind == RenewalEnd::Kind::refused);
  CHECK(end.refusal.error.code == base::Code::merchant_needs_reauthorization);
}

}  // namespace renewer_test
