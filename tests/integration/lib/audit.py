"""The audit log as an auditor's tool would read it, past the gateway."""

import json
from dataclasses import dataclass

KINDS = {1: "query", 2: "authorization", 3: "admin", 4: "access", 5: "system"}


@dataclass
class Record:
    stream: int
    seq: int
    kind: str
    line: dict
    text: str  # the line as it stands

    def __getitem__(self, member):
        return self.line[member]

    def get(self, member, otherwise=None):
        return self.line.get(member, otherwise)

    @property
    def id(self):
        return f"{self.stream:016x}/{self.seq}"

    @property
    def attempts(self):
        return self.line.get("attempts", [])


class Audit:
    def __init__(self, database):
        self.database = database

    def records(self, kind=None, where="true", values=()):
        """In the order of the streams."""
        found = self.database.rows(
            f"SELECT stream, seq, kind, line FROM audit_record WHERE {where} ORDER BY stream, seq", values)
        records = [Record(stream, seq, KINDS[number], json.loads(line), line) for stream, seq, number, line in found]
        return [record for record in records if kind in (None, record.kind)]

    def queries(self):
        return self.records("query")

    def by_id(self, audit_id):
        """What X-Audit-Id names: exactly one record."""
        stream, seq = audit_id.split("/")
        found = self.records(where="stream = %s AND seq = %s", values=(int(stream, 16), int(seq)))
        assert len(found) == 1, f"{len(found)} records are called {audit_id}"
        return found[0]

    def by_request(self, request_id):
        return self.records(where="request_id = %s", values=(request_id,))

    def outbox(self):
        return self.database.value("SELECT count(*) FROM audit_outbox")

    def gaps(self):
        """Streams whose seq does not count 0, 1, 2 …, or does not end where the stream's size says; but for days whose records
        were taken out of the log."""
        return self.database.rows("""
            SELECT s.id, s.size, count(r.seq), min(r.seq), max(r.seq)
              FROM audit_stream s LEFT JOIN audit_record r ON r.stream = s.id
             WHERE s.day NOT IN (SELECT day FROM audit_archive WHERE detached_at IS NOT NULL)
             GROUP BY s.id, s.size
            HAVING count(r.seq) <> s.size OR (s.size > 0 AND (min(r.seq) <> 0 OR max(r.seq) <> s.size - 1))""")


def sim_number(record):
    """The simulator's number of the call whose answer the record holds, by its setting show_call_number."""
    reply = record.get("reply")
    if not isinstance(reply, str):
        return None
    try:
        return json.loads(reply).get("sim_n")
    except ValueError:
        return None


def check_agreement(records, calls):
    """Holds what answered attempts tell (the call's number, its rid) against the ledger; those that ended without
    an answer are compared by their number."""
    by_rid = {call["rid"]: call for call in calls if call["rid"]}
    by_number = {call["n"]: call for call in calls}
    matched = []
    for record in records:
        number = sim_number(record)
        for position, attempt in enumerate(record.attempts):
            last = position == len(record.attempts) - 1
            if attempt.get("rid"):
                matched.append(by_rid[attempt["rid"]]["n"])
            elif last and number:
                matched.append(number)
            else:
                assert attempt.get("failure") or attempt["status"] != 200 or "errcode" not in attempt, record.text
                continue
            call = by_number[matched[-1]]
            assert (call["merchant"], call["errcode"], call["generation"] > 0) == (record["merchant"], attempt["errcode"], True)
    assert len(matched) == len(set(matched)), "a call is in two records"
    unanswered = [call for call in calls if call["n"] not in set(matched)]
    assert all(call["fault"] for call in unanswered), "a call is in no record"
    told = sum(len(record.attempts) for record in records)
    assert told == len(calls), f"the records tell {told} calls, WeChat saw {len(calls)}"
