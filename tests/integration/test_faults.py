"""What happens when a part goes away: the database, the gateway itself."""

import threading
import time

from lib.audit import check_agreement
from lib.simulator import QUERY_PATH
from lib.waiting import wait_until
from lib.world import DEMO_SELECTOR


def test_without_the_database_nothing_leaves_and_it_heals_by_itself(world, key, gateway, postgres):
    world.simulator.settings(show_call_number=True)
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    seen = len(world.simulator.queries())
    postgres.stop()
    started = time.monotonic()
    answer = gateway.query(key, DEMO_SELECTOR)
    assert time.monotonic() - started < 5
    assert (answer.status, answer.json()["code"], answer.json()["upstream_called"]) == (503, "audit_unavailable", "no")
    assert len(world.simulator.queries()) == seen
    assert gateway.ops("/livez").status == 200
    wait_until(lambda: gateway.ops("/readyz").status == 503)
    postgres.start()
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 15)
    wait_until(lambda: gateway.ops("/readyz").status == 200)
    check_agreement(world.audit.queries(), world.simulator.queries())


def test_an_answer_whose_record_is_not_durable_is_not_given(world, key, gateway, postgres):
    assert gateway.query(key, DEMO_SELECTOR).status == 200
    world.simulator.fault("delay", delay_ms=1200)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(gateway.query(key, DEMO_SELECTOR)))
    asking.start()
    wait_until(lambda: len(world.simulator.queries()) == 2, 5)
    postgres.stop()
    asking.join(10)
    assert (answers[0].status, answers[0].json()["upstream_called"]) == (503, "yes")
    postgres.start()
    recorded = wait_until(lambda: world.audit.by_request(answers[0].headers["X-Request-Id"]), 15)
    assert [record["outcome"] for record in recorded] == ["active"]


def test_a_database_that_crashes_under_load_loses_no_call(world, key, gateway, postgres):
    world.simulator.settings(show_call_number=True)
    with Load(gateway, key):
        for _ in range(3):
            wait_until(lambda before=answered(world): answered(world) > before + 20, 20)
            postgres.crash()
            postgres.start()
        wait_until(lambda before=answered(world): answered(world) > before + 20, 20)
    gateway.stop()
    check_agreement(world.audit.queries(), world.simulator.queries())


def test_a_killed_gateway_is_recovered_by_the_next(world):
    key = world.prepare(audit__stale_after_s=1)
    gateway = world.gateways[0]
    world.simulator.settings(show_call_number=True)
    world.simulator.fault("delay", delay_ms=100, times=0)  # so that there always are queries under way
    rounds = 3
    for _ in range(rounds):
        gateway.start()
        with Load(gateway, key):
            wait_until(lambda before=answered(world): answered(world) > before + 20, 20)
            gateway.kill()
    gateway.start()
    wait_until(lambda: open_streams(world) == 1, 30, "the streams of the killed gateways to be sealed")
    gateway.stop()
    assert open_streams(world) == 0

    # What the dead were asking is in the log as unknown; each such record stands for one call at most.
    calls, records = world.simulator.queries(), world.audit.queries()
    unknown = [record for record in records if record["outcome"] == "unknown"]
    told = sum(len(record.attempts) for record in records if record not in unknown)
    assert len(unknown) >= rounds
    assert told <= len(calls) <= told + len(unknown), (told, len(calls), len(unknown))


def answered(world):
    return world.simulator.control("GET", f"ledger/count?path={QUERY_PATH}")["total"]


def open_streams(world):
    return world.database.value("SELECT count(*) FROM audit_stream WHERE state = 'open'")


class Load:
    """Queries from four threads for as long as the block lasts; what fails is asked again."""

    def __init__(self, gateway, key):
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.ask, args=(gateway, key)) for _ in range(4)]

    def ask(self, gateway, key):
        with gateway.caller(key) as caller:
            while not self.over.is_set():
                try:
                    caller.post("/v1/codeactivequery", DEMO_SELECTOR)
                except OSError:
                    self.over.wait(0.01)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(20)
