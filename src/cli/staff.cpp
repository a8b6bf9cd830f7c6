// staff create, list, change, reset-password, reset-second-factor: accounts of the console.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "cli/context.hpp"
#include "cli/expiry.hpp"
#include "cli/listing.hpp"
#include "cli/table.hpp"
#include "db/transaction.hpp"
#include "staff/account_store.hpp"
#include "staff/accounts.hpp"
#include "tenancy/tenancy_store.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

struct WantedStaff {
  std::string name;
  std::string full_name;
  std::string role;
  std::vector<std::string> merchants;
  std::string first_day;
  std::string last_day;
  std::string ends;
  std::string password_file;
  bool disable = false;
  bool enable = false;
};

std::string account_state(const staff::Account& account, base::WallTime now) {
  if (account.disabled_at) return "disabled";
  if (account.ends_at && *account.ends_at <= now) return "ended";
  return account.must_change ? "new password due" : "active";
}

std::string bounds_of(const staff::Bounds& bounds) {
  std::string out;
  if (!bounds.merchants.empty()) out = std::to_string(bounds.merchants.size()) + " merchants";
  if (bounds.first_day.empty() && bounds.last_day.empty()) return out;
  if (!out.empty()) out += ", ";
  return out + bounds.first_day + ".." + bounds.last_day;
}

void write_account(base::JsonMembers& members, const staff::Account& account, base::WallTime now) {
  members.number("id", account.id)
      .text("name", account.name)
      .text_unless_empty("full_name", account.full_name)
      .text("role", staff::name(account.role))
      .text("state", account_state(account, now));
  if (!account.bounds.merchants.empty()) {
    std::string& out = members.key("merchants");
    char separator = '[';
    for (const int merchant : account.bounds.merchants) {
      (out += separator) += std::to_string(merchant);
      separator = ',';
    }
    out += ']';
  }
  members.text_unless_empty("first_day", account.bounds.first_day)
      .text_unless_empty("last_day", account.bounds.last_day)
      .text_unless_empty("ends_at", moment(account.ends_at))
      .boolean("second_factor", account.second_factor)
      .text("created_at", moment(account.created_at))
      .text_unless_empty("seen_at", moment(account.seen_at));
}

Result<base::Secret> password_of(const std::string& file) {
  if (file.empty()) return base::Secret();
  return base::read_secret_file(file);
}

// The password alone goes to standard output, unless JSON is wanted.
void print_secret(const staff::Account* account, const std::string& name, const base::Secret& password,
                  bool json, base::WallTime now) {
  if (json) {
    std::string out = "{";
    base::JsonMembers members(out);
    if (account != nullptr) write_account(members, *account, now);
    if (!password.empty()) members.text("password", password.reveal());
    std::cout << out << "}\n";
    base::wipe(out);
    return;
  }
  if (password.empty()) {
    std::cerr << "account " << name << " has the password of the file\n";
    return;
  }
  std::cout << password.reveal() << '\n';
  std::cerr << "account " << name
            << " has this password, to be changed at the first log-in; it is shown this once only\n";
}

Result<std::vector<int>> merchants_of(db::Connection& database, const std::vector<std::string>& appids) {
  return db::in_transaction(database, [&](db::Transaction& transaction) -> Result<std::vector<int>> {
    std::vector<int> ids;
    for (const std::string& appid : appids) {
      const auto merchant = tenancy::find_merchant(transaction, appid);
      if (!merchant) return std::unexpected(merchant.error());
      ids.push_back(merchant->id);
    }
    return ids;
  });
}

// What the command needs of the context, or why it cannot be had.
struct Desk {
  db::Connection* database;
  staff::Accounts accounts;
};

Result<Desk> desk_of(Context& context) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return Desk{*database, staff::Accounts(**keys, context.clock(), context.random())};
}

Result<staff::Role> parse_role(const std::string& name) {
  if (const auto role = staff::role_of(name)) return *role;
  return base::fail(Code::invalid_argument, "--role is admin, operator or auditor");
}

Result<> create_staff(Context& context, const WantedStaff& wanted) {
  auto desk = desk_of(context);
  if (!desk) return std::unexpected(desk.error());
  const auto role = parse_role(wanted.role);
  if (!role) return std::unexpected(role.error());
  const auto merchants = merchants_of(*desk->database, wanted.merchants);
  if (!merchants) return std::unexpected(merchants.error());
  staff::Account account;
  account.name = wanted.name;
  account.full_name = wanted.full_name;
  account.role = *role;
  account.bounds = {*merchants, wanted.first_day, wanted.last_day};
  if (!wanted.ends.empty()) {
    const auto ends = parse_expiry(wanted.ends, context.clock().wall());
    if (!ends) return std::unexpected(ends.error());
    account.ends_at = *ends;
  }
  const auto password = password_of(wanted.password_file);
  if (!password) return std::unexpected(password.error());
  const auto created = desk->accounts.create(*desk->database, context.actor(), account, *password);
  if (!created) return std::unexpected(created.error());
  print_secret(&created->account, wanted.name, created->password, context.json, context.clock().wall());
  return {};
}

Result<> list_staff(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  return db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    const auto now = context.clock().wall();
    std::vector<Row> rows;
    for (const staff::Account& account : staff::list_accounts(transaction)) {
      if (context.json) {
        std::string out = "{";
        base::JsonMembers members(out);
        write_account(members, account, now);
        std::cout << out << "}\n";
      }
      rows.push_back({account.name, account.full_name, std::string(staff::name(account.role)),
                      account_state(account, now), bounds_of(account.bounds), moment(account.ends_at),
                      moment(account.seen_at)});
    }
    if (!context.json)
      print_table(std::cout, {"NAME", "FULL NAME", "ROLE", "STATE", "SEES", "ENDS", "LAST SEEN"}, rows);
    return {};
  });
}

Result<> change(Context& context, const WantedStaff& wanted) {
  auto desk = desk_of(context);
  if (!desk) return std::unexpected(desk.error());
  staff::AccountChange change;
  if (!wanted.role.empty()) {
    const auto role = parse_role(wanted.role);
    if (!role) return std::unexpected(role.error());
    change.role = *role;
  }
  if (!wanted.full_name.empty()) change.full_name = wanted.full_name;
  if (wanted.ends == "never") {
    change.ends_at.emplace(std::nullopt);
  } else if (!wanted.ends.empty()) {
    const auto ends = parse_expiry(wanted.ends, context.clock().wall());
    if (!ends) return std::unexpected(ends.error());
    change.ends_at = *ends;
  }
  if (wanted.disable != wanted.enable) change.disabled = wanted.disable;
  const auto changed = desk->accounts.change(*desk->database, context.actor(), wanted.name, change);
  if (!changed) return std::unexpected(changed.error());
  std::cerr << "account " << wanted.name << " is " << account_state(*changed, context.clock().wall()) << ", "
            << staff::name(changed->role) << '\n';
  return {};
}

Result<> reset_password(Context& context, const WantedStaff& wanted) {
  auto desk = desk_of(context);
  if (!desk) return std::unexpected(desk.error());
  const auto password = password_of(wanted.password_file);
  if (!password) return std::unexpected(password.error());
  const auto made = desk->accounts.reset_password(*desk->database, context.actor(), wanted.name, *password);
  if (!made) return std::unexpected(made.error());
  print_secret(nullptr, wanted.name, *made, context.json, context.clock().wall());
  return {};
}

Result<> reset_second_factor(Context& context, const WantedStaff& wanted) {
  auto desk = desk_of(context);
  if (!desk) return std::unexpected(desk.error());
  if (auto done = desk->accounts.reset_second_factor(*desk->database, context.actor(), wanted.name); !done)
    return done;
  std::cerr << "account " << wanted.name << " logs in without a second factor until it sets up a new one\n";
  return {};
}

}  // namespace

void add_staff_commands(CLI::App& app, Context& context, Command& chosen) {
  CLI::App* family = app.add_subcommand("staff", "Accounts of the console");
  family->require_subcommand(1);
  family->fallthrough();
  const auto wanted = std::make_shared<WantedStaff>();
  const auto command = [&](const char* name, const char* description,
                           Result<> (*run)(Context&, const WantedStaff&)) {
    CLI::App& made = add_command(*family, name, description, chosen,
                                 [&context, wanted, run] { return run(context, *wanted); });
    made.add_option("name,--name", wanted->name, "The account's name: it logs in with it")->required();
    return &made;
  };
  const auto password = [&](CLI::App& to) {
    to.add_option(
        "--password-file", wanted->password_file,
        "A file with the password; without it one is made and printed, to be changed at the first log-in");
  };

  CLI::App* made = command("create", "Create an account", create_staff);
  made->add_option("--role", wanted->role, "admin, operator or auditor")->required();
  made->add_option("--full-name", wanted->full_name, "The person's name");
  made->add_option("--merchant", wanted->merchants,
                   "Of an auditor: a merchant that may be seen; several times")
      ->take_all()
      ->allow_extra_args(false);
  made->add_option("--from", wanted->first_day, "Of an auditor: the first day (UTC) that may be seen");
  made->add_option("--to", wanted->last_day, "Of an auditor: the last day");
  made->add_option("--ends", wanted->ends, "No log-in from then on: 2027-01-01, 30d");
  password(*made);

  CLI::App* changed = command("change", "Change an account, or close and open it", change);
  changed->add_option("--role", wanted->role, "admin, operator or auditor");
  changed->add_option("--full-name", wanted->full_name, "The person's name");
  changed->add_option("--ends", wanted->ends, "No log-in from then on; \"never\" lifts it");
  auto* disable = changed->add_flag("--disable", wanted->disable, "No log-in from now on");
  changed->add_flag("--enable", wanted->enable, "Log-in again")->excludes(disable);

  password(*command("reset-password", "Give an account another password", reset_password));
  command("reset-second-factor", "For whoever lost the device and the recovery codes", reset_second_factor);
  add_command(*family, "list", "List the accounts", chosen, [&context] { return list_staff(context); });
}

}  // namespace cli
