"""What is changed in one process works in every other within 2 seconds."""

import json
import time

from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR


def within_2_s(gateway, key, status):
    began = time.monotonic()
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == status, 2)
    return time.monotonic() - began


def test_suspension_and_revocation_reach_the_other_gateway(world, gateway, key):
    other = world.gateway().start()
    for one in (gateway, other):
        assert one.query(key, DEMO_SELECTOR).status == 200

    gateway.cli("merchant", "suspend", DEMO_APPID, "--reason", "contract ended")
    for one in (gateway, other):
        within_2_s(one, key, 403)
        assert one.query(key, DEMO_SELECTOR).json()["code"] == "merchant_suspended"
    gateway.cli("merchant", "resume", DEMO_APPID)
    for one in (gateway, other):
        within_2_s(one, key, 200)

    gateway.cli("key", "revoke", key.split("_")[1])
    for one in (gateway, other):
        within_2_s(one, key, 401)

    # Either gateway may have moved a line into its stream.
    lines = sorted(world.audit.records("admin"), key=lambda record: record["time"])
    actions = [record["action"] for record in lines]
    assert actions == ["ticket_set", "merchant_imported", "key_created", "merchant_suspended", "merchant_resumed",
                       "key_revoked"]
    assert world.audit.outbox() == 0


def test_a_new_key_works_at_once_everywhere(world, gateway, key):
    other = world.gateway().start()
    fresh = world.make_key()
    for one in (gateway, other):
        within_2_s(one, fresh, 200)


def test_a_key_is_rotated_by_command(world, gateway, key):
    made = json.loads(gateway.cli("key", "rotate", key.split("_")[1], "--overlap", "0", "--json"))
    fresh = world.secrets.plant("rotated key", made["api_key"])
    within_2_s(gateway, fresh, 200)
    within_2_s(gateway, key, 401)
    refused = gateway.run("key", "rotate", key.split("_")[1])
    assert refused.returncode == 1 and "has ended already" in refused.stderr
    assert gateway.run("key", "rotate", fresh.split("_")[1], "--overlap", "50000").returncode == 2


def test_the_use_of_a_revoked_key_is_recorded_once_a_minute(world, gateway, key):
    gateway.cli("key", "revoke", key.split("_")[1])
    within_2_s(gateway, key, 401)
    for _ in range(5):
        gateway.query(key, DEMO_SELECTOR)
    gateway.stop()
    records = [record for record in world.audit.queries() if record.get("code") == "api_key_invalid"]
    assert 1 <= len(records) <= 2
    assert sum(record.get("count", 1) for record in records) >= 6
