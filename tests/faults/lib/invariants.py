"""What has to hold after every fault. Each check yields a text for everything that does not."""

import json
from collections import Counter, defaultdict

from lib import tree


UNRECORDED = ("audit_unavailable", "overloaded")  # the only refusals without a record of their own


def complaints(evidence):
    yield from calls_and_records(evidence)
    yield from replies(evidence)
    yield from sequences(evidence)
    yield from trees(evidence)


def index_of_call(call):
    return json.loads(call["body"])["code_index"]


def index_of_record(record):
    return record["selector"]["received"]["code_index"]


def grouped(items, key):
    groups = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def queries(evidence):
    """But for those that count what a key was refused before its queries were read."""
    return [record for record in evidence.records if record.kind == "query" and record.get("code") != "api_key_invalid"]


def calls_and_records(evidence):
    """Every call is in exactly one record, and no record tells of a call that never was."""
    calls = grouped(evidence.calls, index_of_call)
    records = grouped(queries(evidence), index_of_record)
    asked = {ask.index for ask in evidence.asks}
    for index in sorted(calls.keys() | records.keys()):
        found = records[index]
        if len(found) != 1:
            yield f"code {index}: {len(calls[index])} calls, {len(found)} records"
        if index not in asked:
            yield f"code {index}: nobody asked for it"
        for record in found:
            yield from (f"code {index}: {what}: {record.text[:800]}" for what in claims(record, calls[index]))


def claims(record, calls):
    """What is wrong with the attempts that a record tells. `unknown` stands for any number of calls, among them
    none: the process that made them died."""
    if record["outcome"] == "unknown":
        return
    possible = [attempt for attempt in record.attempts if attempt.get("sent") != "no"]
    certain = [attempt for attempt in possible if "sent" not in attempt]
    if len(calls) > len(possible):
        yield f"WeChat saw {len(calls)} calls, the record tells {len(possible)}"
    if len(certain) > len(calls):
        yield f"the record tells {len(certain)} calls, WeChat saw {len(calls)}"
    if any(call["merchant"] not in ("", record["merchant"]) for call in calls):  # "": a token that nobody has
        yield "WeChat saw another merchant's token"
    told = Counter((attempt["errcode"], attempt.get("rid", "")) for attempt in record.attempts if "errcode" in attempt)
    known = Counter((call["errcode"], call["rid"]) for call in calls)
    spoilt = any(call["errcode"] is None for call in calls)  # WeChat's own fault, whose answer the ledger does not know
    if told - known and not spoilt:
        yield f"the answers {dict(told - known)} are not WeChat's"


def replies(evidence):
    """Every reply has its record, which tells the same."""
    by_id = {record.id: record for record in evidence.records}
    called = {index_of_call(call) for call in evidence.calls}
    for ask in evidence.asks:
        if ask.early:
            yield f"code {ask.index}: its answer came before its record {ask.audit_id}"
        if ask.failure and "timed out" in ask.failure:
            yield f"code {ask.index}: neither an answer nor an end in time"
        if ask.called == "no" and ask.index in called:
            yield f"code {ask.index}: WeChat was called, the caller was told it was not"
        if ask.called == "yes" and ask.index not in called:
            yield f"code {ask.index}: WeChat was not called, the caller was told it was"
        if ask.audit_id:
            yield from reply_and_record(ask, by_id.get(ask.audit_id))
        elif ask.answered or ask.code and ask.code not in UNRECORDED:
            yield f"code {ask.index}: an answer without X-Audit-Id: {ask.outcome or ask.code}"


def reply_and_record(ask, record):
    if record is None:
        yield f"code {ask.index}: its record {ask.audit_id} is not there"
    elif index_of_record(record) != ask.index or record["merchant"] != ask.merchant:
        yield f"code {ask.index}: {ask.audit_id} is another query's record: {record.text}"
    elif ask.answered and record["outcome"] != ask.outcome:
        yield f"code {ask.index}: the caller was told {ask.outcome}: {record.text}"
    elif ask.answered:
        return
    elif record["outcome"] in ("active", "inactive") or ask.code and record.get("code") != ask.code:
        yield f"code {ask.index}: the caller was told {ask.code}: {record.text}"


def sequences(evidence):
    """seq and mseq count 0, 1, 2 … in each stream, and an intent has one record."""
    by_stream = grouped(evidence.records, lambda record: record.stream)
    for stream in evidence.streams:
        records = by_stream.pop(stream.id, [])
        name = f"stream {stream.id:016x}"
        if [record.seq for record in records] != list(range(stream.size)):
            yield f"{name}: {len(records)} records where its size is {stream.size}, or seq has a gap"
        if any(record["seq"] != record.seq or int(record["stream"], 16) != stream.id for record in records):
            yield f"{name}: a line tells another place than it stands at"
        merchants = grouped((record for record in records if "mseq" in record.line), lambda record: record["merchant"])
        for merchant, own in merchants.items():
            if [record["mseq"] for record in own] != list(range(len(own))):
                yield f"{name}: mseq of {merchant} has a gap"
        intents = Counter(record["intent"] for record in records if "intent" in record.line)
        yield from (f"{name}: intent {intent} has {count} records" for intent, count in intents.items() if count > 1)
        if stream.state == "damaged":
            yield f"{name} is damaged"
    yield from (f"stream {stream:016x} holds records and is not there" for stream in by_stream)


def trees(evidence):
    """What is stored beside the lines is what they make."""
    lines = grouped(evidence.records, lambda record: record.stream)
    for stream in evidence.streams:
        roots = tree.frontier(record.text for record in lines[stream.id])
        if b"".join(roots) != stream.frontier:
            yield f"stream {stream.id:016x}: its frontier does not fit its lines"
        if stream.root is not None and tree.root(roots) != stream.root:
            yield f"stream {stream.id:016x}: its root does not fit its lines"
