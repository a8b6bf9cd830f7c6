// bench_load: asks over many connections at once and tells how fast and how late the answers came.
//
//   bench_load --port N --path PATH --keys FILE [--tls yes] [--connections 64] [--choice uniform|zipf]
//              [--status 200] [--seconds 5] [--warmup-ms 500]
//     as fast as the answers come, one question a connection; or
//     --rate N    so many a second, whatever the answers do. How late an answer is counts from when its
//                 question was due, also when all connections were taken then.
//     --hold yes  each connection asks once and then stays until standard input ends
// One JSON object a line on standard output. Status 1: not every answer was as expected.
#include <unistd.h>

#include <deque>
#include <iostream>
#include <map>
#include <string>

#include "load/crowd.hpp"
#include "load/latencies.hpp"
#include "load/requests.hpp"
#include "wire/options.hpp"

namespace {

using bench::Caller;
using bench::Clock;

constexpr auto names = "port path keys tls connections choice status seconds warmup-ms rate hold";
constexpr std::size_t at_once = 64;  // that connect, with --hold
constexpr auto longest_ramp = std::chrono::seconds(120);
constexpr auto patience = std::chrono::seconds(10);  // for the last answers

class Load {
 public:
  explicit Load(const bench::Options& options)
      : tls_(options.has("tls") ? bench::make_tls_client() : nullptr),
        crowd_(static_cast<std::uint16_t>(options.number("port")), tls_.get()),
        requests_(options.text("path"), bench::read_keys(options.text("keys")),
                  options.text("choice") == "zipf" ? bench::Choice::zipf : bench::Choice::uniform,
                  static_cast<std::uint64_t>(::getpid())),
        connections_(static_cast<std::size_t>(options.number("connections", 64))),
        expected_(static_cast<int>(options.number("status", 200))) {
    crowd_.on_answer = [this](Caller& caller, int status) { answered(caller, status); };
    const auto begin = Clock::now();
    measure_from_ = begin + std::chrono::milliseconds(options.number("warmup-ms", 500));
    measure_to_ = measure_from_ + std::chrono::seconds(options.number("seconds", 5));
  }

  int closed_loop() {
    next_ = [this](Caller& caller) {
      if (now_ < measure_to_) ask(caller, now_);
    };
    now_ = Clock::now();
    for (std::size_t i = 0; i < connections_; ++i)
      ask(crowd_.connect(), now_);
    finish();
    return report();
  }

  int open_loop(double rate) {
    std::deque<Clock::time_point> late;  // questions that wait for a connection
    next_ = [&](Caller& caller) {
      if (late.empty()) return free_.push_back(&caller);
      const auto due = late.front();
      late.pop_front();
      ask(caller, due);
    };
    for (std::size_t i = 0; i < connections_; ++i)
      free_.push_back(&crowd_.connect());
    const auto begin = Clock::now();
    const std::chrono::duration<double> interval(1 / rate);
    for (std::int64_t number = 0;;) {
      const auto due =
          begin + std::chrono::duration_cast<Clock::duration>(interval * static_cast<double>(number));
      if (due >= measure_to_) break;
      if (due > Clock::now()) {
        crowd_.turn(due);
        continue;
      }
      ++number;
      if (free_.empty()) {
        late.push_back(due);
      } else {
        Caller& caller = *free_.front();
        free_.pop_front();
        ask(caller, due);
      }
    }
    finish();
    unanswered_ += late.size();
    return report();
  }

  int hold() {
    next_ = [](Caller&) {};
    const auto end = Clock::now() + longest_ramp;
    while (crowd_.callers().size() < connections_ || waiting_ > 0) {
      while (crowd_.callers().size() < connections_ && waiting_ < at_once)
        ask(crowd_.connect(), Clock::now());
      crowd_.turn(Clock::now() + patience);
      if (Clock::now() > end) bench::give_up("not all connections were answered in time");
    }
    std::cout << "{\"held\":" << crowd_.open() << "}" << std::endl;
    char byte;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
    crowd_.turn(Clock::now());
    for (std::size_t i = 0; i < connections_; ++i)
      crowd_.turn(Clock::now());
    std::cout << "{\"still\":" << crowd_.open() << "}" << std::endl;
    return crowd_.open() == connections_ && failures() == 0 ? 0 : 1;
  }

 private:
  void ask(Caller& caller, Clock::time_point since) {
    caller.since = since;
    ++waiting_;
    crowd_.ask(caller, requests_.next());
  }

  void answered(Caller& caller, int status) {
    now_ = Clock::now();
    --waiting_;
    ++total_;
    ++statuses_[status];
    const bool in_time = caller.since >= measure_from_ && caller.since < measure_to_;
    if (status == expected_ && in_time) latencies_.add(now_ - caller.since);
    if (status == expected_ && now_ >= measure_from_ && now_ < measure_to_) ++measured_;
    if (status != 0) next_(caller);
  }

  void finish() {
    const auto end = measure_to_ + patience;
    while (Clock::now() < measure_to_ || (waiting_ > 0 && Clock::now() < end))
      crowd_.turn(Clock::now() < measure_to_ ? measure_to_ : end);
    unanswered_ += waiting_;
  }

  std::uint64_t failures() const {
    std::uint64_t count = unanswered_;
    for (const auto& [status, times] : statuses_)
      if (status != expected_) count += times;
    return count;
  }

  int report() {
    const std::chrono::duration<double> seconds = measure_to_ - measure_from_;
    std::cout << "{\"rate\":" << static_cast<double>(measured_) / seconds.count() << ",\"total\":" << total_
              << ",\"failures\":" << failures() << ",\"mean_us\":" << latencies_.mean();
    for (const auto& [name, part] : {std::pair("p50_us", 0.5), std::pair("p90_us", 0.9),
                                     std::pair("p99_us", 0.99), std::pair("p999_us", 0.999)})
      std::cout << ",\"" << name << "\":" << latencies_.quantile(part);
    std::cout << ",\"tls\":\"" << crowd_.tls_name() << "\",\"statuses\":{";
    const char* comma = "";
    for (const auto& [status, times] : statuses_) {
      std::cout << comma << '"' << status << "\":" << times;
      comma = ",";
    }
    std::cout << "}}" << std::endl;
    return failures() == 0 ? 0 : 1;
  }

  bench::TlsContext tls_;
  bench::Crowd crowd_;
  bench::Requests requests_;
  std::size_t connections_;
  int expected_;
  std::function<void(Caller&)> next_;  // of a caller that is free again
  std::deque<Caller*> free_;
  Clock::time_point now_;
  Clock::time_point measure_from_;
  Clock::time_point measure_to_;
  bench::Latencies latencies_;
  std::map<int, std::uint64_t> statuses_;
  std::uint64_t total_ = 0;
  std::uint64_t measured_ = 0;
  std::uint64_t unanswered_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const bench::Options options(argc, argv, names);
  bench::prepare_process();
  std::cout.precision(10);
  Load load(options);
  if (options.has("hold")) return load.hold();
  if (options.has("rate")) return load.open_loop(static_cast<double>(options.number("rate")));
  return load.closed_loop();
}
