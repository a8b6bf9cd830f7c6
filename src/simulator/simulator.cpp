#include "simulator/simulator.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "simulator/checks.hpp"
#include "simulator/shapes.hpp"

namespace simulator {
namespace {

using nlohmann::json;

constexpr std::size_t longest_body_kept = 1024;

std::optional<json> read_object(std::string_view body) {
  auto document = base::parse_json(body, {.unique_members = false});
  if (!document || !document->is_object()) return std::nullopt;
  return std::move(*document);
}

LedgerEntry entry_of(const Api& api, const Call& call) {
  LedgerEntry entry;
  entry.id = call.request.id;
  entry.time = call.now;
  entry.path = api.path;
  entry.from = base::unmapped(call.request.client);
  if (api.selects_code) entry.body = call.request.body.substr(0, longest_body_kept);
  return entry;
}

void number_answer(std::string& body, std::uint64_t n) {
  body.pop_back();
  body += ",\"sim_n\":" + std::to_string(n) + "}";
}

}  // namespace

Simulator::Simulator(Settings settings, Populate populate, ShiftedClock& clock, base::Random& random)
    : settings_(std::move(settings)), populate_(std::move(populate)), clock_(clock), random_(random) {
  state_ = fresh_state();
}

std::unique_ptr<Simulator::State> Simulator::fresh_state() const {
  const base::WallTime now = clock_.wall();
  auto state = std::make_unique<State>(settings_, random_, now);
  if (populate_) populate_(state->world, now);
  return state;
}

void Simulator::reset() {
  clock_.set_offset(std::chrono::seconds(0));
  auto state = fresh_state();
  const std::lock_guard lock(mutex_);
  state_.swap(state);
}

Decision Simulator::decide(const Api& api, Call& call) {
  if (state_->world.settings.strict) {
    if (const auto unusual = find_unusual(api, call)) {
      state_->violations.add(call.now, api.path, unusual->what);
      return refuse(unusual->errcode, ", strict: " + unusual->what);
    }
  }
  if (auto problem = check_envelope(call, api)) return std::unexpected(std::move(*problem));
  return api.decide(state_->world, call);
}

Decision Simulator::decide(const Api& api, Call& call, const Fault& fault) {
  Decision decision = fault.execute ? decide(api, call) : Decision();
  if (fault.kind != FaultKind::errcode) return decision;
  return std::unexpected(Refusal{fault.errcode, {}, fault.errmsg});
}

std::string Simulator::render(const Decision& decision, const Call& call, LedgerEntry& entry) {
  entry.errcode = decision ? 0 : decision.error().errcode;
  if (decision) return *decision;
  entry.rid = make_rid(call.now, random_);
  return render_refusal(decision.error(), entry.rid, call.now, random_);
}

Reply Simulator::answer(const Api& api, const http::Request& request) {
  const std::optional<json> body = read_object(request.body);
  Call call{request, clock_.wall(), parse_query(request.query), body ? &*body : nullptr};

  const std::lock_guard lock(mutex_);
  call.ledger = &state_->ledger;
  identify(state_->world, call, api.token);
  if (call.merchant.empty()) call.merchant = text_member(call, "authorizer_appid");

  Reply reply{.body = {}, .fault = state_->faults.take(api.path, call.merchant, random_)};
  if (reply.fault && reply.fault->kind == FaultKind::reset_unread) return reply;

  LedgerEntry entry = entry_of(api, call);
  const bool answered = !reply.fault || reply.fault->execute || reply.fault->kind == FaultKind::errcode;
  if (answered) {
    reply.body = render(reply.fault ? decide(api, call, *reply.fault) : decide(api, call), call, entry);
    if (state_->world.settings.show_call_number) number_answer(reply.body, state_->ledger.next());
  }
  entry.merchant = std::move(call.merchant);
  entry.generation = call.generation;
  entry.issued = call.issued;
  if (reply.fault) entry.fault = name(reply.fault->kind);
  state_->ledger.append(std::move(entry), state_->world.settings.ledger_limit);
  return reply;
}

std::string Simulator::answer_unknown(std::string_view path, int errcode, std::string_view what) {
  const base::WallTime now = clock_.wall();
  const std::lock_guard lock(mutex_);
  state_->violations.add(now, path, what);
  return render_refusal({.errcode = errcode}, make_rid(now, random_), now, random_);
}

}  // namespace simulator
