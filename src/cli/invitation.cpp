#include "cli/invitation.hpp"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/json_writer.hpp"
#include "cli/expiry.hpp"
#include "cli/listing.hpp"
#include "cli/table.hpp"
#include "db/transaction.hpp"
#include "platform/invitations.hpp"

namespace cli {
namespace {

using base::Result;

struct WantedInvitation {
  std::string appid;
  std::string name;
  std::string expires = "7d";
};

void write_invitation(base::JsonMembers& members, const platform::Invitation& invitation,
                      base::WallTime now) {
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
}

// The link alone goes to standard output, so that it can be handed on as it is.
void print_created_invitation(const platform::CreatedInvitation& created, const base::Secret& link, bool json,
                              base::WallTime now) {
  if (json) {
    std::string out = "{";
    base::JsonMembers members(out);
    write_invitation(members, created.invitation, now);
    members.text("link", link.reveal());
    std::cout << out << "}\n";
    base::wipe(out);
    return;
  }
  std::cout << link.reveal() << '\n';
  std::cerr << "invitation " << created.invitation.id << " is good for one merchant until "
            << moment(created.invitation.expires_at) << "; the link is shown this once only\n";
}

Result<> invite(Context& context, const WantedInvitation& wanted) {
  const auto expires_at = parse_expiry(wanted.expires, context.clock().wall());
  if (!expires_at) return std::unexpected(expires_at.error());
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  const std::string& public_url = (*config)->platform.public_url;
  if (public_url.empty()) {
    return base::fail(base::Code::config_invalid,
                      "platform.public_url: is missing: an invitation is a link to the public listener");
  }
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  platform::Invitations invitations(**keys, context.clock(), context.random());
  const auto created =
      invitations.invite(**database, context.actor(), {wanted.name, wanted.appid, *expires_at});
  if (!created) return std::unexpected(created.error());
  print_created_invitation(*created, platform::invitation_link(public_url, created->token), context.json,
                           context.clock().wall());
  return {};
}

void print_list(const std::vector<platform::Invitation>& invitations, bool json, base::WallTime now) {
  if (json) {
    std::string out;
    for (const auto& invitation : invitations) {
      out += out.empty() ? "{" : ",\n {";
      base::JsonMembers members(out);
      write_invitation(members, invitation, now);
      out += '}';
    }
    std::cout << '[' << out << "]\n";
    return;
  }
  std::vector<Row> rows;
  rows.reserve(invitations.size());
  for (const auto& invitation : invitations) {
    rows.push_back({std::to_string(invitation.id),
                    std::string(platform::name(platform::state_of(invitation, now))),
                    moment(invitation.expires_at), invitation.biz_appid, invitation.merchant_appid,
                    invitation.created_by, invitation.note});
  }
  print_table(std::cout, {"ID", "STATE", "EXPIRES", "ONLY", "MERCHANT", "BY", "NAME"}, rows);
}

Result<> list_invitations(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    print_list(platform::list_invitations(transaction), context.json, context.clock().wall());
    return {};
  });
}

Result<> uninvite(Context& context, int id) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  platform::Invitations invitations(**keys, context.clock(), context.random());
  const auto revoked = invitations.revoke(**database, context.actor(), id);
  if (!revoked) return std::unexpected(revoked.error());
  std::cerr << "invitation " << id << " is revoked\n";
  return {};
}

}  // namespace

void add_invitations(CLI::App& merchants, Context& context, Command& chosen) {
  const auto wanted = std::make_shared<WantedInvitation>();
  auto& command =
      add_command(merchants, "invite", "Make a link by which one merchant can authorise the platform", chosen,
                  [&context, wanted] { return invite(context, *wanted); });
  command.add_option("--appid", wanted->appid, "Only this account may consent");
  command.add_option("--name", wanted->name, "Whom it is for");
  command.add_option("--expires", wanted->expires, "30m, 12h, 7d, or UTC: 2027-01-01, 2027-01-01T12:00:00Z")
      ->capture_default_str();
  add_command(merchants, "invitations", "List invitations and what became of them", chosen,
              [&context] { return list_invitations(context); });
  const auto id = std::make_shared<int>(0);
  add_command(merchants, "uninvite", "Revoke an invitation that was not used", chosen,
              [&context, id] { return uninvite(context, *id); })
      .add_option("id,--id", *id, "Its number, as `merchant invitations` shows it")
      ->required();
}

}  // namespace cli
