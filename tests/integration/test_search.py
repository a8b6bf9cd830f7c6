"""`audit search`, `audit histogram` and `audit usage`: what is found and counted, on days that are over and on today's."""

import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from lib.past import Past
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

pytestmark = pytest.mark.single_threaded

OTHER_APPID = "wx00000000000000aa"
DAYS = [(date.today() - timedelta(days=back)).isoformat() for back in (5, 3, 2)]


@pytest.fixture
def log(world):
    """Three days gone by, 60 queries each, a third of them the other merchant's."""
    world.key = world.prepare(audit__index_ms=100, audit__checkpoint_ms=100)
    world.database.rows("INSERT INTO merchant (appid, authorized, stamp) VALUES (%s, false, 1)", (OTHER_APPID,))
    ids = dict(world.database.rows("SELECT appid, id FROM merchant"))
    products = [row[0] for row in world.database.rows(
        "INSERT INTO audit_product (digest, activity_name, product_brand, product_title) SELECT sha256(n::text::bytea), "
        "'harvest ' || n % 2, 'brand', 'bottle ' || n FROM generate_series(0, 9) n RETURNING id")]
    world.streams = [Past(world.database, day, 1) for day in DAYS]
    for stream in world.streams:
        for number in range(60):
            appid = OTHER_APPID if number % 3 == 2 else DEMO_APPID
            stream.query(ids[appid], appid, ("active", "inactive", "refused")[number % 5 % 3], code=f"CODE{number}",
                         errcode=80304 if number == 30 else None, rid=f"rid-{stream.day}-{number}", application_id=7000 + number % 2,
                         code_index=number, product=products[number % 10] if number >= 20 else None)
        stream.store()
    return world


def search(world, *words):
    return json.loads(world.gateways[0].cli("--json", "audit", "search", *words))


def found(world, *words):
    page = search(world, "--limit", "1000", *words)
    assert "next" not in page and not page["cut_short"]
    return [json.loads(record["line"]) for record in page["records"]]


def counted(world):
    return world.database.value("SELECT count(*) FROM audit_stream s LEFT JOIN audit_counted c ON c.stream = s.id "
                                "WHERE s.size > coalesce(c.records, 0)") == 0


def indexed(world):
    return world.database.value("SELECT count(indexed_at) FROM audit_search_day")


@pytest.fixture(params=["bare", "indexed"])
def either(log, request):
    """The same answers before the log was indexed and after."""
    if request.param == "indexed":
        log.gateways[0].start()
        wait_until(lambda: indexed(log) == len(DAYS))
        log.gateways[0].stop()
    return log


def test_each_filter_finds_its_records_newest_first(either):
    queries = [json.loads(line) for stream in reversed(either.streams) for line in reversed(stream.lines)]
    queries = [line for line in queries if line["kind"] == "query"]
    all_found = found(either, "--kind", "query")
    assert all_found == queries
    of_day = ("--from", DAYS[1], "--to", DAYS[2])
    assert found(either, "--kind", "query", *of_day) == [line for line in queries if line["time"].startswith(DAYS[1])]
    assert [line["kind"] for line in found(either, "--kind", "system", *of_day)] == ["system"]
    assert found(either, "--merchant", OTHER_APPID) == [line for line in queries if line["merchant"] == OTHER_APPID]
    for words, number, count in (
            (("--code", "CODE17"), 17, 3), (("--errcode", "80304"), 30, 3), (("--rid", f"rid-{DAYS[0]}-8"), 8, 1),
            (("--application", "7001", "--index", "41..41"), 41, 3)):
        assert [line["seq"] for line in found(either, *words)] == [number + 1] * count, words
    assert len(found(either, "--application", "7000", "--index", "10..19")) == 15
    assert len(found(either, "--outcome", "refused", "--outcome", "inactive", *of_day)) == 36
    stream = either.streams[1]
    assert [line["seq"] for line in found(either, "--record", f"{stream.name}/5")] == [5]
    assert found(either, "--code", "CODE60") == []
    request, = either.database.value("SELECT array_agg(request_id::text) FROM audit_record WHERE code = 'CODE5' AND day = %s", (DAYS[0],))
    assert [line["stream"] for line in found(either, "--request", request)] == [either.streams[0].name]


@pytest.mark.parametrize("words, count", [((), 180), (("--merchant", OTHER_APPID), 60),
                                          (("--merchant", OTHER_APPID, "--outcome", "inactive"), 24)])
def test_pages_join_without_gap_or_repetition(either, words, count):
    """Where the roll-ups tell how far back a page reaches and where they do not."""
    told, after = [], []
    while True:
        page = search(either, "--kind", "query", "--limit", "7", *words, *after)
        told += [(record["id"].split("/")[0], int(record["id"].split("/")[1])) for record in page["records"]]
        if "next" not in page:
            break
        assert len(page["records"]) == 7
        after = ["--after", page["next"]]
    assert len(told) == len(set(told)) == count
    assert told == sorted(told, key=lambda place: (place[0], place[1]), reverse=True)


# Of one product, of a few, and of more than are looked for one by one.
@pytest.mark.parametrize("words, wanted", [
    (("--title", "bottle 3"), lambda number: number % 10 == 3), (("--activity", "harvest 1"), lambda number: number % 2),
    (("--activity", "harvest*", "--title", "bottle*"), lambda number: True), (("--brand", "none"), lambda number: False)])
def test_products_are_found_however_many_they_are(either, words, wanted):
    numbers = [number for number in range(20, 60) if wanted(number)]
    expected = [f"rid-{day}-{number}" for day in reversed(DAYS) for number in reversed(numbers)]
    rids = [either.database.value("SELECT rid FROM audit_record WHERE stream = %s AND seq = %s",
                                  (int(line["stream"], 16), line["seq"])) for line in found(either, *words)]
    assert rids == expected
    span = ("--from", DAYS[0], "--to", date.today().isoformat(), "--minutes", "1440")
    assert sum(bar["count"] for bar in histogram(either, *span, *words)) == len(expected)


def histogram(world, *words):
    return json.loads(world.gateways[0].cli("--json", "audit", "histogram", *words))["bars"]


@pytest.mark.parametrize("minutes", ["1", "60", "1440"])
def test_a_histogram_counts_what_a_search_finds(either, minutes):
    # Not on whole minutes: both ends are counted from the records.
    first = DAYS[1 if minutes == "1" else 0]
    span = ("--from", f"{first}T00:00:01.020000Z", "--to", f"{DAYS[2]}T00:00:01.030000Z", "--kind", "query")
    lines = found(either, *span)
    assert 0 < len(lines) < 180
    bars = histogram(either, *span, "--minutes", minutes)
    assert sum(bar["count"] for bar in bars) == len(lines)
    by_outcome = Counter()
    for bar in bars:
        by_outcome[bar["outcome"]] += bar["count"]
    assert by_outcome == Counter(line["outcome"] for line in lines)
    assert {bar["start"][:10] for bar in bars} == {day for day in DAYS if day >= first}
    by_merchant = Counter()
    for bar in histogram(either, *span, "--minutes", minutes, "--by-merchant"):
        by_merchant[bar["merchant"]] += bar["count"]
    assert by_merchant == Counter(line["merchant"] for line in lines)
    # By what roll-ups do not know.
    assert sum(bar["count"] for bar in histogram(either, *span, "--minutes", minutes, "--application", "7001")) == len(
        found(either, *span, "--application", "7001"))


def test_what_is_written_now_is_found_at_once(log):
    gateway = log.gateways[0].start()
    today = date.today().isoformat()
    first = gateway.query(log.key, DEMO_SELECTOR)
    assert [line["request_id"] for line in found(log, "--request", first.headers["X-Request-Id"])] == [first.headers["X-Request-Id"]]
    reply = first.json()
    for option, member in (("--activity", "activity_name"), ("--brand", "product_brand"), ("--title", "product_title")):
        assert len(found(log, option, reply[member])) == 1
        assert len(found(log, option, reply[member][:2] + "*")) == 1
        assert found(log, option, reply[member][:2]) == []
        assert found(log, option, "%*") == []
    inactive = gateway.query(log.key, {"application_id": reply["application_id"], "code_index": 9_999})
    assert inactive.json()["active"] is False
    assert len(found(log, "--rid", inactive.json()["rid"])) == 1
    assert len(found(log, "--client", "127.0.0.0/8", "--from", today)) == 2
    assert len(found(log, "--client", "127.0.0.1", "--from", today)) == 2
    wait_until(lambda: counted(log))
    third = gateway.query(log.key, DEMO_SELECTOR)
    assert third.status == 200
    bars = histogram(log, "--kind", "query", "--from", today, "--to", f"{date.today() + timedelta(days=2)}")
    assert Counter({"active": 2, "inactive": 1}) == Counter(
        {outcome: sum(bar["count"] for bar in bars if bar["outcome"] == outcome) for outcome in ("active", "inactive")})


def test_who_searched_stands_in_the_log(log):
    search(log, "--merchant", OTHER_APPID, "--reason", "complaint 17")
    histogram(log, "--from", DAYS[0], "--to", DAYS[1])
    assert "2026-01 in Asia/Shanghai" in log.gateways[0].run("audit", "usage", "--month", "2026-01").stderr
    log.gateways[0].start()
    wait_until(lambda: len(log.audit.records("access")) == 3)
    accesses = [record.line for record in log.audit.records("access")]
    assert [access["action"] for access in accesses] == ["search", "histogram", "usage"]
    assert accesses[0]["details"] == {"filter": {"merchant": OTHER_APPID}, "reason": "complaint 17"} or (
        OTHER_APPID in json.dumps(accesses[0]["details"]) and "complaint 17" in json.dumps(accesses[0]))


def test_days_that_are_over_and_counted_once_by_two_gateways(log):
    other = log.gateway(audit__index_ms=100)
    log.gateways[0].start()
    other.start()
    wait_until(lambda: indexed(log) == len(DAYS) and counted(log))
    assert log.database.value("SELECT sum(count) FROM audit_count WHERE width = 1 AND merchant = -1 AND kind = 1") == 180
    assert log.database.value("SELECT sum(count) FROM audit_count WHERE width = 60 AND merchant > 0 AND kind = 1") == 180
    assert log.database.value("SELECT sum(count) FROM audit_count WHERE width = 360 AND merchant > 0 AND kind = 1") == 180
    partition = "audit_record_" + DAYS[0].replace("-", "")
    assert log.database.value("SELECT count(*) FROM pg_indexes WHERE tablename = %s", (partition,)) == 14


AS_BEFORE = """
    CREATE TABLE {0} (LIKE audit_record INCLUDING ALL); ALTER TABLE {0} OWNER TO marketcode_owner;
    ALTER TABLE audit_record ATTACH PARTITION {0} FOR VALUES FROM ('{1}') TO ('{1}'::date + 1)"""
BRIN = ("SELECT array_agg(reloptions[1] ORDER BY 1) FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = relam "
        "WHERE indrelid = %s::regclass AND amname = 'brin'")


@pytest.mark.parametrize("pages", [8, 32])
def test_full_ranges_of_pages_are_summarized_and_still_found(log, pages):
    """Today's records are looked for by summaries of page ranges, where there are enough of them. Partitions that an earlier
    version made have ranges of 32 pages."""
    ids = dict(log.database.rows("SELECT appid, id FROM merchant"))
    big = Past(log.database, (date.today() - timedelta(days=1)).isoformat(), 1)
    partition = "audit_record_" + big.day.replace("-", "")
    if pages == 32:
        log.database.rows(AS_BEFORE.format(partition, big.day))
    for number in range(5_000):
        big.query(ids[DEMO_APPID], DEMO_APPID, code=f"BIG{number}", rid=f"r{number}", code_url="x" * 500)
    big.store("open")  # so that it is not indexed as a day that is over
    log.database.rows("UPDATE audit_stream SET heartbeat = now() + interval '1 hour' WHERE id = %s", (big.id,))
    log.gateways[0].start()
    ranges = "SELECT coalesce(max(ranges), 0) FROM audit_search_day WHERE day = %s"
    wait_until(lambda: log.database.value(ranges, (big.day,)) > 3)
    assert log.database.value(BRIN, (partition,)) == [f"pages_per_range={pages}"] * 2
    assert [line["seq"] for line in found(log, "--code", "BIG77")] == [78]
    assert [line["seq"] for line in found(log, "--rid", "r4999")] == [5_000]
    plan = "\n".join(row[0] for row in log.database.rows(
        "SET enable_seqscan = off; EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT FROM audit_record "
        f"WHERE day = '{big.day}' AND time < now() AND code = 'BIG77'"))
    assert "Index Cond: ((\"time\" < now()) AND (code = 'BIG77'::text))" in plan
    read = int(re.search(r"Heap Blocks: lossy=(\d+)", plan)[1])
    assert read <= 4 * pages + 96  # of some 600; the last are not summarized


@pytest.mark.parametrize("words, complaint", [
    (("--limit", "0"), "1 to 1000"), (("--from", "yesterday"), "--from is a day"), (("--after", "17"), "--after"),
    (("--record", "1/2"), "--record"), (("--application", "x"), "--application")])
def test_wrong_words(log, words, complaint):
    done = log.gateways[0].run("audit", "search", *words)
    assert done.returncode == 1 and complaint in done.stderr


def test_usage_of_a_month_is_the_sum_of_its_manifests(log):
    month = DAYS[1][:7]
    log.gateways[0].start()
    wait_until(lambda: log.database.value("SELECT count(*) FROM audit_manifest") == len(DAYS))
    file = log.folder / "manifests"
    told = json.loads(log.gateways[0].cli("--json", "audit", "usage", "--month", month, "--manifests", file))
    assert told["month"] == month and told["time_zone"] == "Asia/Shanghai"
    lines = [json.loads(line) for stream in log.streams for line in stream.lines if b'"query"' in line and stream.day[:7] == month]
    # Records of the past are written a moment after midnight UTC: morning of the same day in Shanghai.
    expected = Counter((line["merchant"], line["outcome"]) for line in lines)
    assert {(row["merchant"], row["outcome"]): row["proven"] for row in told["usage"]} == expected
    assert all(row["count"] == row["proven"] for row in told["usage"])
    signed = dict(log.database.rows("SELECT day::text, encode(hash, 'hex') FROM audit_manifest"))
    assert {manifest["day"]: manifest["sha256"] for manifest in told["manifests"]} == {
        day: digest for day, digest in signed.items() if day[:7] == month}
    assert all(note in file.read_text() for note, in log.database.rows(
        "SELECT note FROM audit_manifest WHERE to_char(day, 'YYYY-MM') = %s", (month,)))


def test_usage_counts_days_without_manifest_apart(log):
    gateway = log.gateways[0].start()
    assert gateway.query(log.key, DEMO_SELECTOR).status == 200
    month = log.database.value("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')")
    told = json.loads(gateway.cli("--json", "audit", "usage", "--month", month, "--merchant", DEMO_APPID))
    active, = [row for row in told["usage"] if row["outcome"] == "active"]
    assert active["count"] == active["proven"] + 1 or active["count"] > active["proven"]
    assert date.today().isoformat() in told["open_days"]
    assert {row["merchant"] for row in told["usage"]} == {DEMO_APPID}
