#include "app/rollcall.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace app {

struct Rollcall::Impl : std::enable_shared_from_this<Impl> {
  struct Member {
    CalledLoop loop;
    bool answered = true;
    bool missed = false;  // and said so
  };

  Impl(boost::asio::io_context& where, std::vector<CalledLoop> loops, std::chrono::milliseconds interval,
       std::function<void()> complete, base::Log& events)
      : home(where), timer(where), every(interval), on_complete(std::move(complete)), log(events) {
    for (CalledLoop& loop : loops) {
      members.push_back({std::move(loop)});
    }
  }

  void turn() {
    if (stopping) return;
    report();
    if (std::ranges::all_of(members, &Member::answered)) {
      on_complete();
      call();
    }
    timer.expires_after(every);
    timer.async_wait([self = shared_from_this()](boost::system::error_code) { self->turn(); });
  }

  void report() {
    for (Member& member : members) {
      if (member.answered == !member.missed) continue;
      member.missed = !member.answered;
      if (member.missed) {
        log.error("loop_stalled", {{"loop", member.loop.name}});
      } else {
        log.info("loop_turns_again", {{"loop", member.loop.name}});
      }
    }
  }

  void call() {
    for (Member& member : members) {
      member.answered = false;
      boost::asio::post(member.loop.io, [self = shared_from_this(), &member] {
        boost::asio::post(self->home, [self, &member] { member.answered = true; });
      });
    }
  }

  boost::asio::io_context& home;
  boost::asio::steady_timer timer;
  std::chrono::milliseconds every;
  std::function<void()> on_complete;
  base::Log& log;
  std::vector<Member> members;
  bool stopping = false;
};

Rollcall::Rollcall(boost::asio::io_context& home, std::vector<CalledLoop> loops,
                   std::chrono::milliseconds every, std::function<void()> on_complete, base::Log& log)
    : impl_(std::make_shared<Impl>(home, std::move(loops), every, std::move(on_complete), log)) {}

Rollcall::~Rollcall() = default;

void Rollcall::start() { impl_->turn(); }

void Rollcall::stop() {
  impl_->stopping = true;
  impl_->timer.cancel();
}

}  // namespace app
