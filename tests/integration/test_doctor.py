"""platform doctor: what goes wrong in practice, and what it says to do."""

import json

import pytest
from lib.push import Pusher

pytestmark = pytest.mark.single_threaded


def examine(gateway, *words, status):
    found = gateway.run("platform", "doctor", "--json", *words)
    assert found.returncode == status, found.stdout + found.stderr
    return {finding["check"]: finding for finding in json.loads(found.stdout)}


@pytest.fixture
def gateway(world):
    """One that runs, serves pushes and has a ticket and a merchant."""
    pusher = Pusher(world.simulator.component()["component_appid"])
    environment, settings = pusher.settings()
    gateway = world.gateway(**{name.replace(".", "__"): value for name, value in settings.items()})
    gateway.environment |= environment
    world.set_ticket()
    world.import_merchant()
    return gateway.start()


def test_a_gateway_that_is_well(world, gateway):
    found = examine(gateway, "--public-url", gateway.public_url, status=0)
    assert list(found) == ["configuration", "database", "clock of the database", "ticket", "clock of WeChat",
                           "component token", "egress address", "permission set 46", "account kind", "merchant tokens",
                           "public URL", "callback", "authorisation page", "push sources", "reached by WeChat"]
    for check in ("configuration", "database", "clock of the database", "ticket", "component token", "egress address",
                  "permission set 46", "account kind", "callback"):
        assert found[check]["result"] == "OK", found[check]
    assert "port" in found["public URL"]["what"] and found["public URL"]["result"] == "WARN"
    text = gateway.cli("platform", "doctor", "--public-url", gateway.public_url)
    assert text.splitlines()[0].split() == ["CHECK", "RESULT", "WHAT", "WHAT", "TO", "DO"]
    world.simulator.reset_violations()  # it may not know what only the doctor asks


def test_an_address_that_wechat_refuses_is_named(world, gateway):
    world.simulator.set_component(whitelist=["192.0.2.1"])
    found = examine(gateway, status=1)
    assert found["egress address"]["result"] == "FAIL"
    assert "put 127.0.0.1 on the platform's IP whitelist" in found["egress address"]["advice"]
    assert found["callback"]["result"] == "WARN"
    world.simulator.set_component(whitelist=[])
    world.simulator.reset_violations()


def test_what_is_wrong_with_merchants_and_tickets_is_counted(world, gateway):
    world.import_merchant("wx00000000000000aa", permission_sets=[1])
    world.database.rows("UPDATE platform SET ticket_received_at = now() - interval '2 hours', stamp = next_stamp() RETURNING 1")
    found = examine(gateway, status=0)
    assert found["permission set 46"]["what"] == "1 of 2 merchants without it"
    assert (found["permission set 46"]["result"], found["ticket"]["result"]) == ("WARN", "WARN")
    world.simulator.reset_violations()


def test_a_callback_that_leads_elsewhere_fails(world, gateway):
    found = examine(gateway, "--public-url", gateway.ops_url, status=1)
    assert (found["callback"]["result"], found["callback"]["what"]) == ("FAIL", "status 404")
    gateway.environment["GATEWAY_PUSH_TOKEN"] = "another-token"
    found = examine(gateway, "--public-url", gateway.public_url, status=1)
    assert "another push_token" in found["callback"]["advice"]
    gateway.stop()
    found = examine(gateway, "--public-url", gateway.public_url, status=1)
    assert found["callback"]["what"].startswith("no answer")
    world.simulator.reset_violations()


def test_a_configuration_or_database_that_is_wrong_ends_it(world, gateway):
    gateway.environment["GATEWAY_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    found = examine(gateway, status=1)
    assert list(found) == ["configuration", "database"] and found["database"]["result"] == "FAIL"
    gateway.configure(log__level="loud")
    found = examine(gateway, status=1)
    assert list(found) == ["configuration"] and "log.level" in found["configuration"]["what"]
