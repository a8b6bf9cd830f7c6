"""The checker itself: a world without fault passes, and each planted fault is found."""

import json

import pytest

from lib import tree
from lib.audit import Record
from lib.evidence import Ask, Evidence, StreamRow
from lib.invariants import complaints

STREAM = 7
MERCHANT = "wx1"


def line(seq, kind, **members):
    return {"v": 1, "kind": kind, "stream": f"{STREAM:016x}", "seq": seq} | members


def query(seq, index, outcome="active", **members):
    answer = {"errcode": 0} if outcome == "active" else {}
    return line(seq, "query", mseq=seq - 1, intent=seq - 1, merchant=MERCHANT, selector={"received": {"code_index": index}},
                outcome=outcome, attempts=[{"status": 200, "generation": 1} | answer]) | members


def ask(index, seq, outcome="active", **members):
    return Ask(index, MERCHANT, "url", 0, 1, 200, outcome=outcome, audit_id=f"{STREAM:016x}/{seq}", **members)


def call(index, errcode=0):
    return {"body": json.dumps({"code_index": index}), "merchant": MERCHANT, "errcode": errcode, "rid": ""}


class World:
    """Four queries: answered; answered at the second attempt; refused after a cut; of a process that died."""

    def __init__(self):
        cut = {"sent": "maybe", "failure": "read"}
        self.lines = [
            line(0, "system"), query(1, 11), query(2, 12), query(3, 13, "upstream_error", code="upstream_failed"),
            query(4, 14, "unknown")]
        self.lines[2]["attempts"].insert(0, cut)
        self.lines[3]["attempts"] = [cut]
        del self.lines[4]["attempts"]
        self.asks = [ask(11, 1), ask(12, 2), ask(13, 3), Ask(14, MERCHANT, "url", 0, 1, failure="RemoteDisconnected")]
        self.asks[2].status, self.asks[2].outcome, self.asks[2].code, self.asks[2].called = 502, None, "upstream_failed", "unknown"
        self.calls = [call(11), call(12), call(12), call(13), call(14)]
        self.stored = None  # lines as the stream's row knows them

    def complaints(self):
        texts = [json.dumps(members) for members in self.lines]
        roots = tree.frontier(self.stored or texts)
        stream = StreamRow(STREAM, "sealed", len(self.lines), b"".join(roots), tree.root(roots))
        records = [Record(STREAM, position if self.stored else members["seq"], members["kind"], members, text)
                   for position, (members, text) in enumerate(zip(self.lines, texts))]
        return "\n".join(complaints(Evidence(self.asks, self.calls, records, [stream])))


def lose_a_record(world):
    del world.lines[2]


def lose_the_last_record(world):
    del world.lines[4]


def double_a_record(world):
    world.lines.append(query(5, 11))


def double_a_call(world):
    world.calls.append(call(11))


def make_a_call_nobody_recorded(world):
    world.asks.append(Ask(15, MERCHANT, "url", 0, 1, failure="reset"))
    world.calls.append(call(15))


def claim_a_call(world):
    del world.calls[0]


def claim_another_answer(world):
    world.lines[1]["attempts"][0]["errcode"] = 80304


def record_what_nobody_asked(world):
    del world.asks[3]


def answer_otherwise(world):
    world.asks[0].outcome = "inactive"


def refuse_otherwise(world):
    world.asks[2].code = "overloaded"


def answer_from_another_record(world):
    world.asks[0].audit_id = world.asks[1].audit_id


def answer_without_a_record(world):
    world.asks[0].audit_id = f"{STREAM:016x}/99"


def answer_before_the_record(world):
    world.asks[0].early = True


def say_no_call_was_made(world):
    world.asks[2].called = "no"


def say_a_call_was_made(world):
    world.asks[2].called = "yes"
    del world.calls[3]


def use_a_foreign_token(world):
    world.calls[0]["merchant"] = "wx2"


def skip_a_seq(world):
    world.lines[4]["seq"] = 5


def skip_an_mseq(world):
    world.lines[4]["mseq"] = 9


def close_an_intent_twice(world):
    world.lines[4]["intent"] = 0


def change_a_line(world):
    world.stored = [json.dumps(members) for members in world.lines]
    world.lines[1]["us"] = 1


def refuse_without_a_record(world):
    world.asks[2].audit_id = None


def hang(world):
    world.asks[3].failure = "TimeoutError: timed out"


PLANTED = {
    lose_a_record: "code 12: 2 calls, 0 records", lose_the_last_record: "code 14: 1 calls, 0 records",
    double_a_record: "code 11: 1 calls, 2 records", double_a_call: "WeChat saw 2 calls, the record tells 1",
    make_a_call_nobody_recorded: "code 15: 1 calls, 0 records", claim_a_call: "the record tells 1 calls, WeChat saw 0",
    claim_another_answer: "are not WeChat's", record_what_nobody_asked: "code 14: nobody asked",
    answer_otherwise: "was told inactive", refuse_otherwise: "was told overloaded",
    answer_from_another_record: "another query's record", answer_without_a_record: "is not there",
    answer_before_the_record: "came before its record", say_no_call_was_made: "was told it was not",
    say_a_call_was_made: "was told it was", use_a_foreign_token: "another merchant's token",
    skip_a_seq: "seq has a gap", skip_an_mseq: "mseq of wx1 has a gap", close_an_intent_twice: "intent 0 has 2 records",
    change_a_line: "its root does not fit its lines", hang: "neither an answer nor an end",
    refuse_without_a_record: "an answer without X-Audit-Id: upstream_failed",
}


def test_a_world_without_fault_passes():
    assert World().complaints() == ""


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_found(plant):
    world = World()
    plant(world)
    assert PLANTED[plant] in world.complaints()


def test_the_tree_is_that_of_rfc_6962():
    # The second of the usual test vectors of certificate transparency: the leaves "" and 00.
    a, b = tree.leaf(""), tree.leaf("\0")
    assert a.hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree.root(tree.frontier(["", "\0"])).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert tree.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree.frontier(["", "\0", "x"]) == [tree.node(a, b), tree.leaf("x")]
