"""Accounts of the console, as an administrator makes them on the command line."""

import json

import pytest

pytestmark = pytest.mark.single_threaded


def test_accounts_from_the_command_line(world):
    gateway = world.gateway()
    password = world.secrets.plant("staff password", gateway.cli("staff", "create", "alice", "--role", "admin").strip())
    assert len(password) == 23
    chosen = world.secrets.plant("chosen password", "correct horse battery staple")
    gateway.cli("staff", "create", "bob", "--role", "operator", "--full-name", "Bob Lee", "--password-file",
                world.file("password", chosen))
    world.set_ticket()
    world.import_merchant()
    merchant = world.database.value("SELECT appid FROM merchant")
    gateway.cli("staff", "create", "carol", "--role", "auditor", "--merchant", merchant, "--from", "2026-01-01",
                "--to", "2026-12-31", "--ends", "30d")

    listed = {account["name"]: account for account in map(json.loads, gateway.cli("staff", "list", "--json").splitlines())}
    assert listed["alice"]["state"] == "new password due"
    assert listed["bob"]["state"] == "active" and listed["bob"]["full_name"] == "Bob Lee"
    assert listed["carol"]["first_day"] == "2026-01-01" and len(listed["carol"]["merchants"]) == 1
    table = gateway.cli("staff", "list")
    assert "1 merchants, 2026-01-01..2026-12-31" in table and "Bob Lee" in table

    gateway.cli("staff", "change", "bob", "--disable")
    assert "disabled" in gateway.cli("staff", "list")
    again = json.loads(gateway.cli("staff", "reset-password", "bob", "--json"))["password"]
    world.secrets.plant("reset password", again)
    gateway.cli("staff", "reset-second-factor", "bob")

    hashes = [row[0] for row in world.database.rows("SELECT password FROM staff")]
    assert all(hash.startswith("$argon2id$") for hash in hashes)


def test_what_an_account_cannot_be(world):
    gateway = world.gateway()
    gateway.cli("staff", "create", "alice", "--role", "admin")
    for words, said in [
        (["create", "alice", "--role", "admin"], "there is an account alice already"),
        (["create", "Bob", "--role", "admin"], "lower-case letters"),
        (["create", "bob", "--role", "root"], "--role is admin, operator or auditor"),
        (["create", "bob", "--role", "auditor", "--merchant", "wxnone"], "there is no merchant wxnone"),
        (["create", "bob", "--role", "auditor", "--password-file", world.file("password", "password1234")],
         "the password is easily guessed"),
        (["change", "alice", "--disable"], "the last admin who can log in"),
        (["reset-password", "bob"], "there is no account bob"),
    ]:
        refused = gateway.run("staff", *words)
        assert refused.returncode == 1 and said in refused.stderr, refused.stderr
        assert refused.stderr.count("\n") == 1
