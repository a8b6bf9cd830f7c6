// bench_audit_writer: how many records a second the audit log's writer makes durable when nothing else is to
// be done: intent, then record, as for a query. The master keys stand in GATEWAY_MASTER_KEYS.
//
//   bench_audit_writer --url APP_URL [--seconds 5] [--warmup-ms 500] [--queries 1024]
// `queries` are under way at once. Prints one JSON object: records a second, and the stream they stand in.
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "active_answer.hpp"
#include "audit/writer.hpp"
#include "base/ids.hpp"
#include "crypto/random.hpp"
#include "wire/options.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int merchants = 10;
constexpr auto longest = std::chrono::seconds(10);

class Queries {
 public:
  Queries(audit::Writer& writer, Clock::time_point from, Clock::time_point to)
      : writer_(writer), from_(from), to_(to) {}

  base::Awaitable<> ask_on() {
    while (Clock::now() < to_) {
      const auto head = next_head();
      auto intent = co_await writer_.begin(head, base::Deadline{Clock::now() + longest});
      if (!intent) bench::give_up("an intent is not durable: " + intent.error().detail);
      const auto record =
          co_await writer_.finish(*std::move(intent), tail_of(head), base::Deadline{Clock::now() + longest});
      if (!record) bench::give_up("a record is not durable: " + record.error().detail);
      const auto now = Clock::now();
      if (now >= from_ && now < to_) ++records_;
    }
  }

  double rate() const {
    return static_cast<double>(records_) / std::chrono::duration<double>(to_ - from_).count();
  }

 private:
  audit::QueryHead next_head() {
    audit::QueryHead head;
    head.time = clock_.wall();
    head.request_id = base::make_request_id(head.time, random_);
    head.merchant = static_cast<int>(++number_ % merchants) + 1;
    head.merchant_appid = "wxbench0000000000" + std::to_string(head.merchant % merchants);
    head.authorization_version = 1;
    head.caller = {audit::Caller::Type::key, "00000000000" + std::to_string(head.merchant % merchants),
                   "bench", head.merchant, ""};
    head.client = boost::asio::ip::address_v4::loopback();
    head.dialect = audit::Dialect::native;
    head.selector.application_id = 581865877;
    head.selector.code_index = 1'000'000 + number_;
    head.received = head.sent =
        R"({"application_id":581865877,"code_index":)" + std::to_string(1'000'000 + number_) + "}";
    return head;
  }

  audit::QueryTail tail_of(const audit::QueryHead& head) const {
    audit::QueryTail tail;
    tail.outcome = audit::Outcome::active;
    tail.took = base::Micros(2'345);
    audit::Attempt attempt;
    attempt.host = "127.0.0.1";
    attempt.time = head.time;
    attempt.took = base::Micros(1'234);
    attempt.sent = audit::Sent::yes;
    attempt.http_status = 200;
    attempt.errcode = 0;
    attempt.date = "Sun, 22 Nov 2026 08:30:00 GMT";
    attempt.generation = 1;
    tail.attempts.push_back(std::move(attempt));
    tail.reply = std::string(bench::active_answer);
    tail.answered.application_id = 581865877;
    tail.answered.code = "0000007E1FK4XB4";
    tail.product = {"春节扫码有礼", "青山矿泉", "青山天然矿泉水 550ml 整箱 24 瓶"};
    return tail;
  }

  audit::Writer& writer_;
  Clock::time_point from_;
  Clock::time_point to_;
  base::SystemClock clock_;
  crypto::SystemRandom random_;
  std::uint64_t number_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const bench::Options options(argc, argv, "url seconds warmup-ms queries");
  const char* const text = std::getenv("GATEWAY_MASTER_KEYS");
  const auto keys = crypto::KeyRing::parse(base::Secret(text ? text : ""));
  if (!keys) bench::give_up("no master keys in GATEWAY_MASTER_KEYS");
  db::ConnectOptions connect;
  connect.url = base::Secret(options.text("url"));
  connect.application_name = "bench writer";
  base::SystemClock clock;
  crypto::SystemRandom random;
  base::Metrics metrics;
  base::Log log(base::LogLevel::warn, base::LogFormat::text);
  boost::asio::io_context loop;
  audit::WriterOptions writing;
  writing.committer.instance = "bench";
  audit::Writer writer(writing, audit::make_stream_store(connect, "bench", *keys, random), clock, random,
                       metrics, log);
  if (const auto started = writer.start(); !started)
    bench::give_up("the writer does not start: " + started.error().detail);

  const auto stream = base::to_hex(writer.current_stream());
  const auto from = Clock::now() + std::chrono::milliseconds(options.number("warmup-ms", 500));
  Queries queries(writer, from, from + std::chrono::seconds(options.number("seconds", 5)));
  for (std::int64_t i = 0; i < options.number("queries", 1'024); ++i) {
    boost::asio::co_spawn(loop, queries.ask_on(), [](std::exception_ptr failure) {
      if (failure) std::terminate();
    });
  }
  loop.run();
  writer.stop(longest);
  std::cout << "{\"rate\":" << queries.rate() << ",\"stream\":\"" << stream << "\"}" << std::endl;
  return 0;
}
