"""A merchant, its way to ask, and everything that is known of what came of it."""

from lib.error_table import OWN
from lib.merchants import new_merchant
from lib.waiting import wait_until


class Stage:
    """A merchant of its own, in a world that other rows use too; its query, and everything that is known of it."""

    def __init__(self, world, dialect):
        self.world = world
        self.dialect = dialect
        self.first_calls = 0  # those that were made to arrange the row
        self.new_merchant()

    def new_merchant(self, before=None, **members):
        def known(appid):
            self.appid = appid
            if before:
                before(appid)

        self.merchant = new_merchant(self.world, before=known, **members)
        self.caller = self.dialect(self.world.gateways[0], self.merchant.key, self.merchant.appid)

    def fault(self, kind, **members):
        self.world.simulator.fault(kind, merchant=self.appid, **members)

    def change_merchant(self, **members):
        self.world.simulator.put_merchant(self.merchant.appid, **members)

    def void_tokens(self):
        """Those that the gateway holds, once it holds one."""
        self.until(lambda answer: "X-Error-Source" not in answer.headers)
        self.world.simulator.void_tokens(self.merchant.appid)

    def until(self, condition):
        """Asks until the answer is such; what was asked so far counts no more."""
        wait_until(lambda: condition(self.ask()), 5)
        self.first_calls = len(self.merchant.calls())

    def revoke(self):
        self.world.simulator.revoke(self.merchant.appid)
        self.world.simulator.void_tokens(self.merchant.appid)

    def suspend(self):
        gateway = self.world.gateways[0]
        gateway.cli("merchant", "suspend", self.merchant.appid, "--reason", "a row of the table")
        wait_until(lambda: self.me()["suspended"], 2)

    def me(self):
        """What the gateway knows of the merchant."""
        with self.world.gateways[0].caller(self.merchant.key) as caller:
            return caller.get("/v1/me").json()

    def ask(self, selector=OWN, headers=None):
        own = {"application_id": self.merchant.application, "code_index": 7}
        return self.caller.ask(selector(own) if callable(selector) else selector, headers=headers)

    def check(self, row, answer):
        record = self.check_record(row, answer)
        self.caller.check(answer, row, record)
        check_headers(row, answer)
        calls = self.merchant.calls()[self.first_calls:]
        assert len(calls) == row.calls, calls
        if record:
            rids = [attempt["rid"] for attempt in record.attempts if attempt.get("rid")]
            assert set(rids) <= {call["rid"] for call in calls}
            sent = [attempt.get("sent", "yes") for attempt in record.attempts]
            assert sent.count("yes") <= len(calls) <= len(sent) - sent.count("no")

    def check_record(self, row, answer):
        if not row.recorded:
            assert "X-Audit-Id" not in answer.headers
            assert self.world.audit.by_request(answer.headers["X-Request-Id"]) == []
            return None
        record = self.world.audit.by_id(answer.headers["X-Audit-Id"])
        assert record["request_id"] == answer.headers["X-Request-Id"]
        assert (record["outcome"], record["code"]) == (row.outcome, row.code), record.text
        assert (record["merchant"], record["dialect"]) == (self.merchant.appid, self.caller.name)
        assert record["caller"]["id"] == self.merchant.key[3:15]
        assert record.get("errcode") == row.weixin
        assert len(record.attempts) == (row.calls if row.attempts is None else row.attempts), record.text
        return record


def check_headers(row, answer):
    assert answer.headers["Cache-Control"] == "no-store"
    if row.wait:
        seconds = int(answer.headers["Retry-After"])
        assert row.wait(seconds) if callable(row.wait) else row.wait[0] <= seconds <= row.wait[1]
    else:
        assert "Retry-After" not in answer.headers
