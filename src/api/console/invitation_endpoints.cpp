#include "api/console/invitation_endpoints.hpp"

#include <limits>
#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/json_body.hpp"
#include "api/console/list_page.hpp"
#include "api/console/path_number.hpp"
#include "base/json_writer.hpp"

namespace api {
namespace {

using base::Code;
using http::Method;

constexpr std::size_t invitation_body = 4 * 1024;
constexpr std::chrono::days usual_life{7};

std::string invitation_json(const platform::Invitation& invitation, base::WallTime now) {
  std::string out = "{";
  base::JsonMembers members(out);
  const auto time = [&](std::string_view name, const std::optional<base::WallTime>& value) {
    if (value) members.text(name, base::to_rfc3339(*value));
  };
  members.number("id", invitation.id)
      .text("state", platform::name(platform::state_of(invitation, now)))
      .text("name", invitation.note)
      .text_unless_empty("biz_appid", invitation.biz_appid);
  time("expires_at", invitation.expires_at);
  time("created_at", invitation.created_at);
  members.text("created_by", invitation.created_by);
  time("used_at", invitation.used_at);
  members.text_unless_empty("merchant", invitation.merchant_appid);
  time("revoked_at", invitation.revoked_at);
  return out + '}';
}

}  // namespace

std::vector<ConsoleRoute> InvitationEndpoints::routes() {
  using I = InvitationEndpoints;
  return {
      {Method::get, "/api/v1/invitations", Permission::read, 0, handler(this, &I::list)},
      {Method::post, "/api/v1/invitations", Permission::operate, invitation_body, handler(this, &I::invite)},
      {Method::del, "/api/v1/invitations/{id}", Permission::operate, 0, handler(this, &I::revoke)},
  };
}

base::Awaitable<http::Response> InvitationEndpoints::list(const http::Request& request,
                                                          const Visitor& visitor) {
  // They tell of merchants to come: nothing for whoever is bound to some that are there.
  if (!visitor.account.bounds.merchants.empty()) co_return console_problem(request, Code::permission_denied);
  QueryReader query(request.query);
  const auto after = static_cast<int>(query.number("after", 0, 1, std::numeric_limits<int>::max()));
  const std::size_t limit = page_limit(query);
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  const auto invitations = co_await desk_.page(after, limit + 1);
  if (!invitations) co_return console_problem(request, invitations.error());
  const auto write = [now = clock_.wall()](const platform::Invitation& invitation) {
    return invitation_json(invitation, now);
  };
  const auto cursor = [](const platform::Invitation& invitation) { return std::to_string(invitation.id); };
  co_return console_json(page_json("invitations", *invitations, limit, write, cursor));
}

base::Awaitable<http::Response> InvitationEndpoints::invite(const http::Request& request,
                                                            const Visitor& visitor) {
  JsonBody body(request.body);
  platform::InvitationSettings settings;
  settings.note = body.text("name");
  settings.biz_appid = body.text("appid");
  const std::string expiry = body.text("expires_at");
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const auto end =
      expiry.empty() ? base::Result<base::WallTime>(clock_.wall() + usual_life) : base::parse_rfc3339(expiry);
  if (!end)
    co_return console_problem(request, Code::invalid_argument,
                              "expires_at is a time such as 2027-01-01T00:00:00Z");
  settings.expires_at = *end;
  const auto made = co_await desk_.invite(visitor.actor(), std::move(settings));
  if (!made) co_return console_problem(request, made.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("invitation", invitation_json(made->invitation, clock_.wall()))
      .text("link", made->link.reveal());
  co_return console_json(out + '}', 201);
}

base::Awaitable<http::Response> InvitationEndpoints::revoke(const http::Request& request,
                                                            const Visitor& visitor) {
  const auto id = path_number(request);
  if (!id) co_return console_problem(request, Code::not_found, "there is no such invitation");
  const auto revoked = co_await desk_.revoke(visitor.actor(), *id);
  co_return revoked ? console_done() : console_problem(request, revoked.error());
}

}  // namespace api
