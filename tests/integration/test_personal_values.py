"""Personal values: they go with their day's key, after their time and not before."""

from lib.old_day import OldDay
from lib.waiting import wait_until


def key_state(world, day):
    return world.database.rows("SELECT envelope IS NULL, cleared, cleared_at IS NOT NULL FROM audit_day_key WHERE day = %s",
                               (day,))[0]


def destroyed(world):
    records = world.audit.records("system", where="line LIKE '%%day_key_destroyed%%'")
    return {record["details"]["day"]: record["details"]["records"] for record in records}


def test_a_days_key_goes_after_its_time_and_the_plain_addresses_with_it(world):
    world.prepare(audit__personal_days=30)
    old = OldDay(world, 31, records=300, ready=False)
    # Sealed with the key of the day before the stream's.
    neighbour = OldDay(world, 30, streams=1, records=5, ready=False, key_day=old.day)
    young = OldDay(world, 29, streams=1, records=5, ready=False)
    before = old.stored_lines()

    world.gateways[0].start()
    wait_until(lambda: old.name in destroyed(world))
    assert destroyed(world) == {old.name: 605}
    assert key_state(world, old.day) == (True, 605, True)
    assert (old.clients(), neighbour.clients(), young.clients()) == (0, 0, 5)
    assert key_state(world, young.day) == (False, 0, False)
    assert old.stored_lines() == before  # so every leaf and every root is what it was


def test_what_was_interrupted_is_finished(world):
    world.prepare(audit__personal_days=30)
    old = OldDay(world, 40, records=50, ready=False)
    world.database.rows("UPDATE audit_day_key SET envelope = NULL, destroyed_at = now(), cleared = 7 WHERE day = %s", (old.day,))
    world.database.rows(f"UPDATE {old.partition} SET client = NULL WHERE seq <= 3 OR seq > 40")
    left = old.clients()
    world.gateways[0].start()
    wait_until(lambda: old.name in destroyed(world))
    assert destroyed(world)[old.name] == 7 + left
    assert old.clients() == 0


def test_a_hold_postpones_it_and_zero_means_never(world):
    world.prepare(audit__personal_days=30)
    held, free = OldDay(world, 40, streams=1, ready=False), OldDay(world, 42, streams=1, ready=False)
    before = OldDay(world, 41, streams=1, ready=False)  # the held day has lines that were sealed in it
    hold = world.database.value("INSERT INTO audit_hold (first_day, last_day, reason, created_by) "
                                "VALUES (%s, %s, 'a lawsuit', 'counsel') RETURNING id", (held.day, held.day))
    gateway = world.gateways[0].start()
    wait_until(lambda: free.name in destroyed(world))
    assert key_state(world, held.day) == (False, 0, False) and held.clients() == 20
    assert key_state(world, before.day) == (False, 0, False) and before.clients() == 20
    gateway.stop()

    world.database.rows("UPDATE audit_hold SET released_at = now(), released_by = 'counsel' WHERE id = %s", (hold,))
    gateway.configure(audit__personal_days=0)
    gateway.start()
    gateway.stop()
    assert key_state(world, held.day)[0] is False
    gateway.configure(audit__personal_days=30)
    gateway.start()
    wait_until(lambda: held.name in destroyed(world))


def test_the_application_cannot_do_it_before_its_time_or_during_a_hold(world):
    world.gateway()
    old = OldDay(world, 40, streams=1, ready=False)
    yesterday = OldDay(world, 1, streams=1, ready=False)

    def destroy(day, keep=1):
        return world.database.value("SELECT audit_destroy_day_key(%s, %s)", (day, keep), role="marketcode_app")

    assert not destroy(yesterday.day) and not destroy(yesterday.day, 0) and not destroy(old.day, 40)
    world.database.rows("INSERT INTO audit_hold (first_day, last_day, reason, created_by) VALUES (%s, %s, 'x', 'y')",
                        (old.day, old.day), role="marketcode_app")
    assert not destroy(old.day)
    world.database.rows("UPDATE audit_hold SET released_at = now(), released_by = 'y'", role="marketcode_app")
    assert destroy(old.day)
    assert not destroy(old.day)


def test_the_settings_are_checked(world):
    gateway = world.gateway()
    gateway.configure(retention__min_days=184)
    assert "retention.min_days: must be at least 185" in gateway.run("check-config").stderr
    gateway.configure(retention__min_days=185, audit__personal_days=-1)
    assert "audit.personal_days" in gateway.run("check-config").stderr
    gateway.configure(audit__personal_days=0)
    gateway.cli("check-config")
