"""Every call that WeChat saw is in exactly one record, and every record tells calls that WeChat saw."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from lib.audit import check_agreement
from lib.merchants import new_merchant

PATH = "/v1/codeactivequery"
QUERIES, THREADS = 10_000, 8


def ask_many(gateway, merchants, count, seed):
    """`count` queries over one connection, by any of the merchants; how often which status came."""
    choice, seen = random.Random(seed), Counter()
    callers = {merchant.appid: gateway.caller(merchant.key) for merchant in merchants}
    for _ in range(count):
        merchant = choice.choice(merchants)
        selector = choice.choice((
            {"application_id": merchant.application, "code_index": choice.randrange(10_001)},
            {"application_id": str(merchant.application), "code_index": choice.randrange(100)},
            {"application_id": choice.choice(merchants).application, "code_index": 1},
            {"code": "nothing"}, {"code_url": "HTTP://P.URL.CN/unknown"}))
        seen[callers[merchant.appid].post(PATH, selector).status] += 1
    for caller in callers.values():
        caller.close()
    return seen


def test_ten_thousand_mixed_queries(shared):
    simulator, gateway = shared.simulator, shared.gateways[0]
    merchants = [new_merchant(shared, "--rate", "100000", "--burst", "100000") for _ in range(4)]
    simulator.settings(show_call_number=True)
    simulator.reset_ledger()
    simulator.fault("errcode", errcode=-1, probability=0.01, times=0)
    simulator.fault("errcode", errcode=40001, skip=3000)
    simulator.fault("status", probability=0.01, times=0, execute=True)
    simulator.fault("reset_mid", probability=0.005, times=0)

    with ThreadPoolExecutor(THREADS) as pool:
        seen = sum(pool.map(lambda seed: ask_many(gateway, merchants, QUERIES // THREADS, seed), range(THREADS)), Counter())
    assert seen.total() == QUERIES
    assert set(seen) <= {200, 422, 502}, seen
    assert seen[200] > QUERIES / 4

    records = shared.audit.queries()
    assert len(records) == QUERIES
    check_agreement(records, simulator.queries())
    gapless = shared.database.rows("""
        SELECT merchant, count(*), count(DISTINCT (line::json->>'mseq')::int), min((line::json->>'mseq')::int),
               max((line::json->>'mseq')::int) FROM audit_record WHERE merchant IS NOT NULL GROUP BY merchant, stream""")
    assert all(count == distinct == high - low + 1 for _, count, distinct, low, high in gapless)


def test_counters_of_the_log_have_no_gap(world, gateway, key):
    for number in range(50):
        gateway.query(key, ({"code": "044GZ*J10"}, {"application_id": number, "code_index": 0}, {"code_index": number})[number % 3])
    by_stream = {}
    for record in world.audit.records():
        stream = by_stream.setdefault(record.stream, {"seq": [], "mseq": {}, "intents": []})
        stream["seq"].append(record["seq"])
        if "mseq" in record.line:
            stream["mseq"].setdefault(record["merchant"], []).append(record["mseq"])
        if "intent" in record.line:
            stream["intents"].append(record["intent"])
    for stream in by_stream.values():
        assert stream["seq"] == list(range(len(stream["seq"])))
        for counts in stream["mseq"].values():
            assert counts == list(range(len(counts)))
        assert sorted(stream["intents"]) == list(range(len(stream["intents"])))
