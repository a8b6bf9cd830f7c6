#include "tokens/refresh_metrics.hpp"

#include <string_view>
#include <utility>

namespace tokens {
namespace {

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::transient:
      return "transient";
    case Verdict::minute_quota:
      return "minute_quota";
    case Verdict::day_quota:
      return "day_quota";
    case Verdict::credential_refused:
      return "credential_refused";
    case Verdict::address_refused:
      return "address_refused";
    case Verdict::not_authorized:
      return "not_authorized";
    case Verdict::gone:
      return "gone";
  }
  return "transient";
}

std::string_view result(const RenewalEnd& end) {
  switch (end.kind) {
    case RenewalEnd::Kind::renewed:
      return "renewed";
    case RenewalEnd::Kind::unsaved:
      return "unsaved";
    case RenewalEnd::Kind::adopted:
      return "adopted";
    case RenewalEnd::Kind::aside:
      return "aside";
    case RenewalEnd::Kind::too_soon:
      return "too_soon";
    case RenewalEnd::Kind::refused:
      return verdict_name(end.refusal.verdict);
    case RenewalEnd::Kind::failed:
      return "failed";
  }
  return "failed";
}

}  // namespace

RefreshMetrics::RefreshMetrics(base::Metrics& metrics, std::string kind)
    : metrics_(metrics),
      kind_(std::move(kind)),
      running_(metrics.gauge("marketcode_token_refreshes_in_flight",
                             "Token refreshes in flight in this process.", {{"kind", kind_}})),
      failing_(metrics.gauge("marketcode_tokens_failing", "Tokens whose last refresh by this process failed.",
                             {{"kind", kind_}})),
      unsaved_(metrics.gauge("marketcode_tokens_unsaved", "Tokens in use that are not in the database yet.",
                             {{"kind", kind_}})) {}

void RefreshMetrics::ended(const RenewalEnd& end) {
  metrics_
      .counter("marketcode_token_refreshes_total", "Token refreshes by how they ended.",
               {{"kind", kind_}, {"result", std::string(result(end))}})
      .add();
}

void RefreshMetrics::set(std::size_t running, std::size_t failing, std::size_t unsaved) {
  running_.set(static_cast<double>(running));
  failing_.set(static_cast<double>(failing));
  unsaved_.set(static_cast<double>(unsaved));
}

}  // namespace tokens
