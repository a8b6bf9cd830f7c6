"""The two ways to ask, and what each promises of every refusal."""

import re

from lib.compatible import Compatible
from lib.simulator import QUERY_PATH
from lib.web import Client

OWN_WORDS = re.compile(r"\[gateway\] .+ gw_rid: ([0-9a-f-]{36})", re.DOTALL)


class Native:
    name = "native"

    def __init__(self, gateway, key, appid):
        self.gateway, self.key = gateway, key

    def credentials(self, key, headers=None):
        """What is presented for an API key."""
        return key

    def ask(self, body, method="POST", key=None, headers=None):
        """`key`: other credentials than the caller's own; empty: none."""
        with self.gateway.caller(self.key if key is None else key, **(headers or {})) as caller:
            return caller.ask(method, "/v1/codeactivequery", body)

    def raw(self, body):
        """The same as bytes."""
        head = f"POST /v1/codeactivequery HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {self.key}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def check(self, answer, row, record):
        problem = answer.json()
        assert (answer.status, problem["code"], problem["status"]) == (row.status, row.code, row.status), problem
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert problem["type"] == f"urn:marketcode-gateway:problem:{row.code}"
        assert problem["request_id"] == answer.headers["X-Request-Id"]
        assert problem["source"] == answer.headers["X-Error-Source"] == row.source
        assert problem["upstream_called"] == row.asked
        assert problem["title"] and problem["detail"] and problem["retryable"] is row.retryable, problem
        assert problem.get("errcode") == row.weixin
        assert ("rid" in problem) == (row.weixin is not None)
        if record and row.weixin is not None:
            assert problem["rid"] == record["rid"]


class CompatibleDialect:
    """The token is fetched before anything goes wrong."""

    name = "compatible"

    def __init__(self, gateway, key, appid):
        self.gateway, self.key = gateway, key
        self.system = Compatible(gateway, key, appid)
        self.token = self.system.token()

    def credentials(self, key, headers=None):
        answer = Compatible(self.gateway, key, self.system.appid).ask_token(headers=headers)
        return answer.json()["access_token"]

    def ask(self, body, method="POST", key=None, headers=None):
        token = self.token if key is None else key
        with Client(self.gateway.public_url, headers) as client:
            return client.ask(method, QUERY_PATH + (f"?access_token={token}" if token else ""), body)

    def raw(self, body):
        head = f"POST {QUERY_PATH}?access_token={self.token} HTTP/1.1\r\nHost: gateway\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def check(self, answer, row, record):
        told = answer.json()
        assert (answer.status, told["errcode"]) == (200, row.errcode), told
        assert answer.headers["Content-Type"] == "application/json; encoding=utf-8"
        if row.passed:
            assert answer.headers["X-Error-Source"] == "weixin"
            assert answer.text == record["reply"]  # byte for byte
            assert " rid: " in told["errmsg"]
            return
        check_own_words(answer, row.errcode)


def check_own_words(answer, errcode):
    """A refusal of the gateway's in WeChat's form."""
    told = answer.json()
    assert (answer.status, told["errcode"]) == (200, errcode), told
    assert answer.headers["Content-Type"] == "application/json; encoding=utf-8"
    assert answer.headers["X-Error-Source"] == "gateway"
    assert list(told) == ["errcode", "errmsg"]
    words = OWN_WORDS.fullmatch(told["errmsg"])
    assert words and words[1] == answer.headers["X-Request-Id"], told
    assert not re.search(r"\brid: ", told["errmsg"].replace("gw_rid: ", ""))


DIALECTS = [Native, CompatibleDialect]
