"""What is wrong before the first query: told in one clear line, status 1, before anything starts."""

import socket

import pytest

from lib.world import make_master_key

pytestmark = pytest.mark.single_threaded


def refusal(gateway, *words):
    """What a command says that ends with status 1."""
    done = gateway.run(*words)
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert not gateway.address_file.exists()
    lines = [line for line in done.stderr.splitlines() if line.startswith("marketcode-gateway: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


def serve(gateway):
    return refusal(gateway, "serve", "--address-file", gateway.address_file)


@pytest.mark.parametrize("settings, words", [
    ({"server__publik__port": 1}, ["server.publik.port"]),
    ({"server__public__port": "eighty"}, ["server.public.port"]),
    ({"server__public__port": 70000}, ["server.public.port"]),
    ({"query__deadline_ms": 1}, ["query.deadline_ms"]),
    ({"server__public__address": "0.0.0.0"}, ["server.public.address", "TLS"]),
    ({"weixin__url": "http://api.weixin.qq.com"}, ["weixin.url", "https"]),
    ({"platform__component_appid": None}, ["platform.component_appid", "missing"]),
    ({"keys__master_env": "GATEWAY_NO_SUCH_VARIABLE"}, ["keys.master", "GATEWAY_NO_SUCH_VARIABLE"]),
    ({"server__public__tls_certificate": "/nowhere.pem"}, ["server.public.tls_certificate"]),
])
@pytest.mark.parametrize("command", ["check-config", "serve"])
def test_a_mistake_in_the_configuration_is_named(world, command, settings, words):
    gateway = world.gateway(**settings)
    said = refusal(gateway, command)
    assert all(word in said for word in words), said


def test_a_mistake_is_told_with_its_line(world):
    gateway = world.gateway()
    with open(gateway.config_file, "a", encoding="utf-8") as file:
        file.write("nonsense = 5\n")
    line = gateway.config_file.read_text().count("\n")
    said = refusal(gateway, "check-config")
    assert "nonsense" in said and str(line) in said


def test_a_good_configuration_is_good(world):
    assert "good" in world.gateway().cli("check-config")


def test_a_database_without_the_schema_is_refused(world, empty_database):
    gateway = world.gateway()
    gateway.environment["GATEWAY_DATABASE_URL"] = empty_database.app_url
    assert "migrat" in serve(gateway)


def test_a_database_that_is_not_there_is_refused(world):
    gateway = world.gateway()
    gateway.environment["GATEWAY_DATABASE_URL"] = world.database.app_url.replace("user=marketcode_app", "user=nobody_known")
    assert "database" in serve(gateway).lower()


def test_roles_that_own_or_may_do_anything_are_refused(world):
    gateway = world.gateway()
    for role in ("marketcode_owner", "postgres"):
        gateway.environment["GATEWAY_DATABASE_URL"] = world.database.server.url(world.database.name, role)
        assert "role" in serve(gateway)


def test_a_changed_or_newer_schema_is_refused(world):
    gateway = world.gateway()
    table = next(name for name, in world.database.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '%migration%'"))
    world.database.rows(f"UPDATE {table} SET checksum = repeat('0', length(checksum))")
    assert "migration" in serve(gateway) or "schema" in serve(gateway)


def test_a_port_in_use_is_refused(world):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in serve(world.gateway(server__public__port=port))


def test_another_master_key_is_refused_or_told(world, key):
    """Nothing that was encrypted with the lost key opens; the gateway does not pretend that it is merely empty."""
    world.gateways[0].stop()
    other = world.gateway()
    other.environment["GATEWAY_MASTER_KEYS"] = world.secrets.plant("another master key", make_master_key(2))
    assert "key" in serve(other)


def test_migrate_can_be_repeated_and_needs_the_owner(world):
    gateway = world.gateway()
    assert "applied" not in gateway.cli("migrate")
    gateway.configure(database__owner_url_env=None)
    assert "database.owner_url" in refusal(gateway, "migrate")


@pytest.mark.parametrize("words", [[], ["no-such-command"], ["serve", "--no-such-flag"], ["key", "create"]])
def test_wrong_usage_is_status_two(world, words):
    assert world.gateway().run(*words).returncode == 2
