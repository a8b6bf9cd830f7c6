"""The console's overview, invitations, rotation of keys, tried queries, and its pages."""

import gzip
import json

import pytest
from lib.console import Console, make_account
from lib.waiting import wait_until
from lib.web import Client
from lib.world import DEMO_APPID, DEMO_SELECTOR


def problem(answer):
    return answer.status, answer.json()["code"]


@pytest.fixture
def house(world, tmp_path):
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html><title>console</title>" + " " * 2000)
    (site / "index.html.gz").write_bytes(gzip.compress((site / "index.html").read_bytes()))
    (site / "assets" / "main-1234.js").write_text("export {};")
    (site / "secret.pem").write_text("nothing that is served")
    world.key = world.prepare(platform__public_url="https://gateway.example", audit__index_ms=100, console__site=str(site))
    for name, role in (("alice", "admin"), ("bob", "operator"), ("carol", "auditor")):
        make_account(world, name, role)
    make_account(world, "dora", "auditor", "--merchant", DEMO_APPID)
    world.gateways[0].start()
    wait_until(lambda: world.database.value("SELECT generation FROM merchant_token") >= 2)  # the first token is there
    world.consoles = {}
    for name in ("alice", "bob", "carol", "dora"):
        world.consoles[name] = Console(world.gateways[0])
        assert world.consoles[name].log_in(name).status == 200
    yield world
    for console in world.consoles.values():
        console.client.close()


def test_the_overview_counts_and_names_what_needs_a_person(house):
    for selector in (DEMO_SELECTOR, {"code": "000000000"}):
        house.gateways[0].query(house.key, selector)
    alice = house.consoles["alice"]

    def counted():
        told = alice.get("/api/v1/overview").json()
        return told if sum(minute["count"] for minute in told["minutes"]) == 2 and told["tokens"].get("healthy") else None

    told = wait_until(counted)
    assert {minute["outcome"] for minute in told["minutes"]} == {"active", "inactive"}
    assert told["latency"]["count"] == 2 and 0 < told["latency"]["p50_ms"] <= told["latency"]["p99_ms"]
    assert [entry["errcode"] for entry in told["errcodes"]] == [80304]
    assert told["tokens"]["healthy"] == 1
    assert told["platform"]["state"] == "ready" and told["platform"]["ticket_valid_until"] > told["now"]
    assert told["witness"]["state"] == "unwitnessed" and told["witness"]["reason"] == "no_sink" and "nowhere" in told["witness"]["detail"]
    assert [(task["kind"], task["detail"]) for task in told["tasks"]] == [("unwitnessed", "no_sink")]
    assert [instance["answering"] for instance in told["instances"]] == [True]
    # Looking at it is no reading of the log.
    assert "overview" not in str([record.line for record in house.audit.records("access")])


def test_a_bound_auditor_s_overview_tells_nothing_of_others(house):
    house.gateways[0].query(house.key, DEMO_SELECTOR)
    told = house.consoles["dora"].get("/api/v1/overview").json()
    assert told["minutes"] == [] and told["tokens"] == {} and told["tasks"] == [] and "latency" not in told


def test_a_lost_token_is_a_task(house):
    house.database.rows("UPDATE merchant_token SET needs_reauthorization = true, last_errcode = 61023 RETURNING merchant")
    tasks = house.consoles["carol"].get("/api/v1/overview").json()["tasks"]
    assert {"kind": "merchant_needs_reauthorization", "merchant": DEMO_APPID, "detail": "errcode 61023"}.items() <= tasks[0].items()


def test_settings_and_instances(house):
    settings = {entry["name"]: entry["value"] for entry in house.consoles["carol"].get("/api/v1/settings").json()["settings"]}
    assert settings["platform.public_url"] and "query.deadline_ms" in settings
    assert house.master_key.split()[1] not in str(settings)
    instances = house.consoles["carol"].get("/api/v1/instances").json()["instances"]
    assert len(instances) == 1 and instances[0]["master_keys"] == [1]


def test_invitations_are_made_listed_and_revoked(house):
    bob, carol = house.consoles["bob"], house.consoles["carol"]
    made = bob.ask("POST", "/api/v1/invitations", {"name": "ACME", "appid": DEMO_APPID})
    assert made.status == 201
    link = house.secrets.plant("invitation", made.json()["link"].split("=")[-1]) and made.json()["link"]
    assert link.startswith("https://gateway.example/authorize?invitation=")
    invitation = made.json()["invitation"]
    assert invitation["state"] == "open" and invitation["created_by"] == "bob" and invitation["biz_appid"] == DEMO_APPID
    listed = carol.get("/api/v1/invitations")
    assert listed.json()["invitations"] == [invitation] and link not in listed.text
    assert problem(carol.ask("POST", "/api/v1/invitations", {})) == (403, "permission_denied")
    assert problem(house.consoles["dora"].get("/api/v1/invitations")) == (403, "permission_denied")
    for wrong in ({"name": "x" * 201}, {"appid": "?"}, {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": 7}, {"x": 1}):
        assert problem(bob.ask("POST", "/api/v1/invitations", wrong)) == (400, "input_invalid"), wrong
    target = f"/api/v1/invitations/{invitation['id']}"
    assert problem(carol.ask("DELETE", target)) == (403, "permission_denied")
    assert bob.ask("DELETE", target).status == 204
    assert problem(bob.ask("DELETE", target)) == (409, "state_conflict")
    assert problem(bob.ask("DELETE", "/api/v1/invitations/999")) == (404, "not_found")
    assert carol.get("/api/v1/invitations").json()["invitations"][0]["state"] == "revoked"


def test_a_key_is_rotated_with_an_overlap(house):
    bob, gateway = house.consoles["bob"], house.gateways[0]
    old_id = house.key.split("_")[1]
    answer = bob.ask("POST", f"/api/v1/keys/{old_id}/rotation", {"overlap_minutes": 10})
    assert answer.status == 201
    new = house.secrets.plant("rotated key", answer.json()["api_key"])
    assert answer.json()["old"]["key_id"] == old_id and answer.json()["old"]["expires_at"]
    kept = ("name", "addresses", "rate", "burst", "allow_in_url")
    assert [answer.json()["key"][name] for name in kept] == [answer.json()["old"][name] for name in kept]
    wait_until(lambda: gateway.query(new, DEMO_SELECTOR).status == 200)
    assert gateway.query(house.key, DEMO_SELECTOR).status == 200  # both, meanwhile

    ended = bob.ask("POST", f"/api/v1/keys/{new.split('_')[1]}/rotation", {"overlap_minutes": 0})
    house.secrets.plant("rotated again", ended.json()["api_key"])
    wait_until(lambda: gateway.query(new, DEMO_SELECTOR).status == 401)
    assert problem(bob.ask("POST", f"/api/v1/keys/{new.split('_')[1]}/rotation", {})) == (409, "state_conflict")
    assert problem(bob.ask("POST", "/api/v1/keys/zzzzzzzzzzzz/rotation", {})) == (404, "not_found")
    for wrong in ({"overlap_minutes": -1}, {"overlap_minutes": 50_000}, {"overlap_minutes": "1"}):
        assert problem(bob.ask("POST", f"/api/v1/keys/{old_id}/rotation", wrong)) == (400, "input_invalid")
    assert problem(house.consoles["carol"].ask("POST", f"/api/v1/keys/{old_id}/rotation", {})) == (403, "permission_denied")
    rotated = [record.line for record in wait_until(lambda: house.audit.records("admin")) if record.line["action"] == "key_rotated"]
    assert rotated[0]["details"]["before"]["key_id"] == old_id


def test_a_query_is_tried_and_stands_in_the_log_as_staff_s(house):
    bob = house.consoles["bob"]
    path = f"/api/v1/merchants/{DEMO_APPID}/queries"
    answer = bob.ask("POST", path, {"selector": {"code_url": "http://" + DEMO_SELECTOR["code_url"]}, "reason": "ticket 4711"})
    assert answer.status == 200
    told = answer.json()
    assert told["outcome"] == "active" and told["active"]["active"] is True and told["upstream_called"] == "yes"
    line = json.loads(told["line"])
    assert line["dialect"] == "console" and line["caller"]["type"] == "staff" and line["caller"]["reason"] == "ticket 4711"
    assert "bob" not in told["line"]  # a name is a personal value
    assert [record.line for record in house.audit.records("query")] == [line]
    assert line["selector"]["sent"] == DEMO_SELECTOR and len(line["attempts"]) == 1
    assert house.consoles["carol"].get(f"/api/v1/audit/records/{told['record']}").json()["record"]["person"] == "bob"

    refused = bob.ask("POST", path, {"selector": {"code": "x", "code_url": "y"}, "reason": "a test"}).json()
    assert refused["outcome"] == "refused" and refused["problem"]["code"] == "selector_invalid" and refused["upstream_called"] == "no"
    inactive = bob.ask("POST", path, {"selector": {"code": "000000000"}, "reason": "a test"}).json()
    assert inactive["outcome"] == "inactive" and inactive["errcode"] == 80304 and inactive["record"]
    long = bob.ask("POST", path, {"selector": DEMO_SELECTOR, "reason": "长" * 500})
    assert json.loads(long.json()["line"])["caller"]["reason"] == "长" * 500
    for wrong in ({"selector": DEMO_SELECTOR}, {"selector": DEMO_SELECTOR, "reason": ""}, {"reason": "x"}, {"selector": DEMO_SELECTOR, "reason": "长" * 501}):
        assert problem(bob.ask("POST", path, wrong)) == (400, "input_invalid")
    assert problem(bob.ask("POST", "/api/v1/merchants/wxnone/queries", {"selector": DEMO_SELECTOR, "reason": "x"})) == (404, "not_found")
    assert problem(house.consoles["carol"].ask("POST", path, {"selector": DEMO_SELECTOR, "reason": "x"})) == (403, "permission_denied")


def test_large_ids_reach_wechat_as_they_are(house):
    tried = house.consoles["bob"].ask("POST", f"/api/v1/merchants/{DEMO_APPID}/queries",
                                      '{"selector":{"application_id":18446744073709551615,"code_index":0},"reason":"x"}')
    assert json.loads(tried.json()["line"])["selector"]["sent"]["application_id"] == 18446744073709551615


def test_pages_are_packed_kept_and_guarded(house):
    with Client(house.gateways[0].console_url) as client:
        page = client.get("/", headers={"Accept-Encoding": "gzip, br"})
        assert page.status == 200 and page.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(page.body).startswith(b"<!doctype html>")
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff" and page.headers["Cache-Control"] == "no-cache"
        plain = client.get("/merchants/wx1", headers={"Accept-Encoding": "gzip;q=0"})
        assert plain.body.startswith(b"<!doctype html>") and "Content-Encoding" not in plain.headers
        same = client.get("/audit", headers={"If-None-Match": page.headers["ETag"]})
        assert same.status == 304 and same.body == b""
        script = client.get("/assets/main-1234.js")
        assert script.headers["Content-Type"].startswith("text/javascript") and "immutable" in script.headers["Cache-Control"]
        for gone in ("/assets/gone.js", "/api/v1/nothing", "/api/nothing"):
            assert problem(client.get(gone)) == (404, "not_found"), gone
        assert client.get("/secret.pem").body.startswith(b"<!doctype html>")  # only what a page needs is served


def test_a_site_that_is_none(world, tmp_path):
    world.gateway(console__site=str(tmp_path))
    failed = world.gateways[0].run("serve")
    assert failed.returncode == 1 and "console.site" in failed.stderr and "index.html" in failed.stderr
