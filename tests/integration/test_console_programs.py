"""Access tokens of the staff's programs, and requests that are safe to repeat."""

import datetime
import uuid

import pytest
from lib.console import Console, make_account
from lib.web import Client
from lib.world import DEMO_APPID


@pytest.fixture
def house(world):
    world.key = world.prepare()
    for name, role in (("alice", "admin"), ("bob", "operator"), ("carol", "auditor")):
        make_account(world, name, role)
    world.gateways[0].start()
    return world


def logged_in(house, name):
    console = Console(house.gateways[0])
    assert console.log_in(name).status == 200
    return console


def problem(answer):
    return answer.status, answer.json()["code"]


def days_ahead(days):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_token(house, console, scope="read", **more):
    answer = console.ask("POST", "/api/v1/me/tokens", {"name": "nightly", "scope": scope, "expires_at": days_ahead(30)} | more)
    assert answer.status == 201, answer.body
    return house.secrets.plant("access token", answer.json()["access_token"]), answer.json()["token"]


class Program:
    """Has a token and no browser."""

    def __init__(self, house, token):
        self.client = Client(house.gateways[0].console_url)
        self.token = token

    def ask(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.ask(method, path, body, headers={"Authorization": f"Bearer {self.token}"} | headers)


def test_a_program_does_what_its_scope_says(house):
    with logged_in(house, "alice") as alice:
        reading = Program(house, make_token(house, alice)[0])
        operating = Program(house, make_token(house, alice, "operate")[0])
        ruling = Program(house, make_token(house, alice, "administer")[0])
        assert [program.ask("GET", "/api/v1/merchants").status for program in (reading, operating, ruling)] == [200] * 3
        suspension = f"/api/v1/merchants/{DEMO_APPID}/suspension"
        assert problem(reading.ask("PUT", suspension, {"reason": "x"})) == (403, "permission_denied")
        assert operating.ask("PUT", suspension, {"reason": "x"}).status == 204
        assert problem(operating.ask("GET", "/api/v1/staff")) == (403, "permission_denied")
        assert ruling.ask("GET", "/api/v1/staff").status == 200
        for method, path in (("GET", "/api/v1/me/tokens"), ("POST", "/api/v1/me/tokens"), ("DELETE", "/api/v1/me/sessions"),
                             ("PUT", "/api/v1/me/password"), ("GET", "/api/v1/session")):
            assert problem(ruling.ask(method, path, {} if method in ("POST", "PUT") else None)) == (403, "permission_denied"), path


def test_a_token_ends(house):
    with logged_in(house, "alice") as alice:
        text, token = make_token(house, alice)
        listed = alice.get("/api/v1/me/tokens").json()["tokens"]
        assert [one["id"] for one in listed] == [token["id"]] and text not in str(listed)
        program = Program(house, text)
        assert program.ask("GET", "/api/v1/merchants").status == 200
        assert alice.get("/api/v1/me/tokens").json()["tokens"][0]["used_at"]
        assert alice.ask("DELETE", f"/api/v1/me/tokens/{token['id']}").status == 204
        assert problem(program.ask("GET", "/api/v1/merchants")) == (401, "login_required")
        assert problem(alice.ask("DELETE", f"/api/v1/me/tokens/{token['id']}")) == (404, "not_found")
        for wrong in ("mp_" + "A" * 43, "mp_", "x"):
            assert problem(Program(house, wrong).ask("GET", "/api/v1/merchants")) == (401, "login_required")
    with logged_in(house, "bob") as bob:
        program = Program(house, make_token(house, bob, "operate")[0])
        house.gateways[0].cli("staff", "change", "bob", "--disable")
        assert problem(program.ask("GET", "/api/v1/merchants")) == (401, "login_required")


@pytest.mark.parametrize("wrong", [{"scope": "operate"}, {"scope": "everything"}, {"name": ""}, {"name": "x" * 101},
                                   {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "2099-01-01T00:00:00Z"}, {"expires_at": "soon"}, {"more": 1}])
def test_tokens_that_are_not_made(house, wrong):
    with logged_in(house, "carol") as carol:
        body = {"name": "a", "scope": "read", "expires_at": days_ahead(1)} | wrong
        assert problem(carol.ask("POST", "/api/v1/me/tokens", body)) == (400, "input_invalid")
        assert carol.get("/api/v1/me/tokens").json()["tokens"] == []


def test_an_account_has_twenty_tokens_at_most(house):
    with logged_in(house, "alice") as alice:
        for _ in range(20):
            make_token(house, alice)
        answer = alice.ask("POST", "/api/v1/me/tokens", {"name": "a", "scope": "read", "expires_at": days_ahead(1)})
        assert problem(answer) == (409, "state_conflict")


def keys_of(console):
    return console.get(f"/api/v1/merchants/{DEMO_APPID}/keys").json()["keys"]


def test_a_repeated_request_makes_one_key(house):
    with logged_in(house, "alice") as alice, logged_in(house, "bob") as bob:
        before = len(keys_of(alice))
        path, again = f"/api/v1/merchants/{DEMO_APPID}/keys", str(uuid.uuid4())
        first = alice.ask("POST", path, {"name": "one"}, Idempotency_Key=again)
        second = alice.ask("POST", path, {"name": "one"}, Idempotency_Key=again)
        house.secrets.plant("API key", first.json()["api_key"])
        assert first.status == second.status == 201 and first.json() == second.json()
        assert second.headers["Idempotent-Replayed"] == "true" and first.headers.get("Idempotent-Replayed") is None
        assert len(keys_of(alice)) == before + 1
        assert problem(alice.ask("POST", path, {"name": "two"}, Idempotency_Key=again)) == (409, "state_conflict")
        other = bob.ask("POST", path, {"name": "one"}, Idempotency_Key=again)  # keys are each account's own
        assert other.status == 201 and other.json()["api_key"] != first.json()["api_key"]
        house.secrets.plant("API key of bob", other.json()["api_key"])
        assert len(keys_of(alice)) == before + 2


def test_what_failed_may_be_asked_again_with_its_key(house):
    with logged_in(house, "alice") as alice:
        path, again = f"/api/v1/merchants/{DEMO_APPID}/keys", str(uuid.uuid4())
        assert problem(alice.ask("POST", path, {"name": "a", "rate": -1}, Idempotency_Key=again)) == (400, "input_invalid")
        made = alice.ask("POST", path, {"name": "a"}, Idempotency_Key=again)
        assert made.status == 201
        house.secrets.plant("API key", made.json()["api_key"])
        for wrong in ("short", "x" * 129, "with a blank"):
            assert problem(alice.ask("POST", path, {"name": "a"}, Idempotency_Key=wrong)) == (400, "input_invalid")


def test_what_ended_in_doubt_is_not_done_again(house):
    """A 5xx may have been told of what was done, or of what is done yet."""
    with logged_in(house, "alice") as alice:
        path, again = f"/api/v1/merchants/{DEMO_APPID}/keys", str(uuid.uuid4())
        house.database.rows("CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$; "
                            "CREATE TRIGGER broken BEFORE INSERT ON api_key FOR EACH ROW EXECUTE FUNCTION break_off()")
        assert alice.ask("POST", path, {"name": "a"}, Idempotency_Key=again).status >= 500
        house.database.rows("DROP TRIGGER broken ON api_key; DROP FUNCTION break_off()")
        before = len(keys_of(alice))
        assert problem(alice.ask("POST", path, {"name": "a"}, Idempotency_Key=again)) == (409, "state_conflict")
        assert len(keys_of(alice)) == before


def test_what_was_begun_and_cut_off_is_not_done_again(house):
    with logged_in(house, "alice") as alice:
        path, again = f"/api/v1/merchants/{DEMO_APPID}/keys", str(uuid.uuid4())
        made = alice.ask("POST", path, {"name": "a"}, Idempotency_Key=again)
        house.secrets.plant("API key", made.json()["api_key"])
        house.database.rows("UPDATE staff_answer SET status = NULL, answer = NULL RETURNING id")
        before = len(keys_of(alice))
        answer = alice.ask("POST", path, {"name": "a"}, Idempotency_Key=again)
        assert problem(answer) == (409, "state_conflict") and "was begun" in answer.json()["detail"]
        assert len(keys_of(alice)) == before
