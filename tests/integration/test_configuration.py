"""Mistakes of the operator: one clear line, status 1, and nothing was started."""

import re
import socket

import pytest

pytestmark = pytest.mark.single_threaded


def refused(gateway, *words, status=1):
    done = gateway.run(*words)
    assert done.returncode == status, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture
def idle(world):
    """A world that is prepared and whose gateway does not run."""
    world.prepare()
    return world.gateways[0]


@pytest.mark.parametrize("change, said", [
    ({"server__public__port": 99999}, "server.public.port: must be a whole number from 0 to 65535"),
    ({"server__loops": "two"}, "server.loops: must be a whole number"),
    ({"server__colour": "red"}, "server.colour: there is no such setting"),
    ({"log__level": "loud"}, 'log.level: must be one of "debug"'),
    ({"server__public__address": "0.0.0.0"}, "server.public.address: is open to the network without TLS"),
    ({"server__public__address": "localhost"}, "server.public.address: must be an IP address"),
    ({"server__proxy_protocol": True}, "server.proxy_protocol: needs trusted_proxies"),
    ({"server__trusted_proxies": ["10.0.0.1/8"]}, "server.trusted_proxies: the CIDR range has address bits"),
    ({"weixin__url": "http://api.weixin.qq.com"}, "weixin.url: tokens would leave this machine unencrypted"),
    ({"development": False, "audit__stale_after_s": 5}, "audit.stale_after_s: must be at least 30"),
    ({"keys__master_env": "NOT_SET_ANYWHERE"}, "the environment variable NOT_SET_ANYWHERE is not set"),
    ({"server__public__tls_certificate": "missing.pem"}, "goes with tls_key"),
    ({"query__in_flight": 100, "query__in_flight_per_merchant": 100}, "query.in_flight_per_merchant: must be below"),
    ({"limits__memory_mb": 200}, "limits.memory_mb: is 200, and the other limits add up to"),
    ({"server__connections": 60_000, "limits__memory_mb": 512}, "MiB: connections"),
], ids=lambda value: next(iter(value)) if isinstance(value, dict) else "")
def test_a_wrong_setting_is_named_with_its_line(idle, change, said):
    idle.configure(**change)
    for command in ("check-config", "serve"):
        error = refused(idle, command)
        assert said in error
    name = next(iter(change)).replace("__", ".")
    if name != "keys.master_env" and "tls" not in name:
        assert f"{idle.config_file.name}:" in error


def test_all_mistakes_are_told_at_once(idle):
    idle.configure(server__loops=0, log__level="loud")
    error = idle.run("check-config").stderr
    assert "server.loops" in error and "log.level" in error


@pytest.mark.parametrize("override, said", [
    ("server.console.port=99999", "server.console.port: must be a whole number from 0 to 65535"),
    ("console.session_idle_s=never", "console.session_idle_s: must be a whole number"),
    ("console.session_idle_s.more=1", "--set console.session_idle_s.more=1: not of the form section.key=value"),
    ("=1", "--set =1: not of the form section.key=value"),
])
def test_what_is_set_on_the_command_line_goes_over_the_file(idle, override, said):
    idle.configure(console__session_idle_s=600)  # a section by the name of one within another
    assert said in refused(idle, "--set", override, "check-config")


def test_a_file_that_is_no_toml(idle):
    idle.config_file.write_text("[server\n")
    assert f"{idle.config_file.name}:1" in refused(idle, "serve")


def test_a_secret_file_that_everyone_can_read(idle, folder):
    secret = folder / "open-secret"
    secret.write_text("1 " + "A" * 43 + "=")
    secret.chmod(0o644)
    idle.configure(keys__master_env=None, keys__master_file=str(secret))
    assert "is open to everyone" in refused(idle, "check-config")


def test_a_port_in_use(world, idle):
    streams = world.database.value("SELECT count(*) FROM audit_stream")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        idle.configure(server__loops=1, server__public__port=taken.getsockname()[1])
        error = idle.run("serve")
    assert error.returncode == 1
    assert "in use" in error.stderr
    assert world.database.value("SELECT count(*) FROM audit_stream") == streams


def test_a_database_that_is_not_there(idle):
    for url, said in (("postgresql:///nowhere?host=/nonexistent&user=marketcode_app", "/nonexistent"),
                      (idle.environment["GATEWAY_DATABASE_URL"].replace("marketcode_app", "stranger"), "stranger")):
        idle.environment["GATEWAY_DATABASE_URL"] = url
        error = refused(idle, "serve")
        assert "database" in error.lower() and said in error


def test_a_wrong_password(world, idle):
    with world.database.password_wanted("marketcode_app"):
        url = idle.environment["GATEWAY_DATABASE_URL"]
        idle.environment["GATEWAY_DATABASE_URL"] = f"{url}&password=not-the-right-one"
        error = refused(idle, "serve")
    assert "password authentication failed" in error
    assert "not-the-right-one" not in error


def test_tls_files_that_do_not_fit(idle, folder):
    idle.configure(server__public__tls_certificate=str(folder / "none.pem"), server__public__tls_key=str(folder / "none.key"))
    for command in ("check-config", "serve"):
        assert "server.public.tls_certificate" in refused(idle, command)


def test_a_proxy_that_cannot_be_spoken_to(idle):
    idle.configure(weixin__proxy="https://proxy.example:3128")
    assert "weixin.proxy" in refused(idle, "check-config")


def test_a_schema_that_is_not_ours(world, empty_database, idle):
    idle.environment["GATEWAY_DATABASE_URL"] = empty_database.app_url
    assert "migrate" in refused(idle, "serve")


def test_a_role_that_may_too_much(world, idle):
    idle.environment["GATEWAY_DATABASE_URL"] = idle.environment["GATEWAY_DATABASE_OWNER_URL"]
    assert "marketcode_owner" in refused(idle, "serve")


def test_a_changed_migration_is_noticed(world, idle):
    world.database.rows("UPDATE schema_migration SET checksum = 'changed' RETURNING number")
    assert "0001_schema.sql" in refused(idle, "serve")
    assert "0001_schema.sql" in refused(idle, "migrate")


def test_wrong_usage_has_status_2(idle):
    for words in (["server"], ["merchant", "import"], []):
        done = idle.run(*words)
        assert done.returncode == 2
        assert done.stderr.startswith("marketcode-gateway: ") and done.stderr.count("\n") == 1
    help_text = idle.run("--help")
    assert (help_text.returncode, "serve" in help_text.stdout) == (0, True)
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", idle.run("--version").stdout)


def test_commands_refuse_what_they_cannot_do(world, idle):
    assert "no merchant" in refused(idle, "merchant", "suspend", "wx0000000000000000", "--reason", "x").lower()
    refused(idle, "key", "revoke", "000000000000")
    refused(idle, "key", "create", "wxf8b4f85f3a794e77", "--name", "x", "--address", "10.0.0.1/8")
    before = world.database.value("SELECT count(*) FROM api_key")
    assert before == 1
