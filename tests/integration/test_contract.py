"""The proxy that holds what passes against the API's description: a test that leans on it must be able to fail."""

import contextlib
import http.server
import json
import threading

import pytest
from lib.contract_proxy import ContractProxy
from lib.web import Client

pytestmark = pytest.mark.plain_only

USAGE = {"month": "2026-03", "time_zone": "Asia/Shanghai", "usage": [], "manifests": [], "open_days": []}
TARGET = "/api/v1/audit/usage?month=2026-03"


class Behind(http.server.BaseHTTPRequestHandler):
    """Answers as it is told, in two pieces where a page is asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response_only(self.server.status)
        self.send_header("Content-Type", self.server.kind)
        if self.path.startswith("/api/"):
            self.send_header("Content-Length", str(len(self.server.body)))
            self.end_headers()
            self.wfile.write(self.server.body)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"3\r\none\r\n")
        assert self.server.goes_on.wait(10)
        self.wfile.write(b"3\r\ntwo\r\n0\r\n\r\n")

    do_POST = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def behind():
    with contextlib.closing(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behind)) as server:
        server.close = server.server_close
        server.daemon_threads = True
        server.status, server.kind, server.goes_on = 200, "application/json", threading.Event()
        server.body = json.dumps(USAGE).encode()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def client(behind):
    proxy = ContractProxy(f"http://127.0.0.1:{behind.server_address[1]}")
    with Client(proxy.url) as client:
        yield client
    proxy.close()


def test_what_is_described_passes_as_it_is(client):
    for _ in range(2):  # on one connection
        assert client.get(TARGET).json() == USAGE


@pytest.mark.parametrize("change, why", [
    ({"month": 3}, "is not of type 'string'"), ({"secret": "x"}, "not described: /secret"), ({"usage": None}, "is not of type 'array'")])
def test_an_answer_that_is_not_described_is_told(behind, client, change, why):
    behind.body = json.dumps(USAGE | change).encode()
    told = client.get(TARGET)
    assert told.status == 502 and why in told.text and "GET /api/v1/audit/usage" in told.text


def test_neither_a_status_nor_a_kind_of_content_passes_that_is_not_described(behind, client):
    behind.status = 201
    assert "status 201 is not described" in client.get(TARGET).text
    behind.status, behind.kind = 200, "text/html"
    assert "text/html is not described" in client.get(TARGET).text


def test_a_request_that_is_not_described_may_be_refused_and_not_granted(behind, client):
    for wrong in ("/api/v1/audit/usage?month=2026-03&colour=red", "/api/v1/audit/usage"):
        assert client.get(wrong).status == 502
    behind.status, behind.kind = 400, "application/problem+json"
    behind.body = json.dumps({"type": "about:blank", "title": "x", "status": 400, "detail": "x", "code": "input_invalid",
                              "source": "gateway", "upstream_called": "no", "retryable": False, "request_id": "x"}).encode()
    refused = client.get("/api/v1/audit/usage?colour=red")
    assert refused.status == 400, refused.text


def test_pages_and_exports_pass_piece_by_piece(behind, client):
    client.connection.request("GET", "/")
    response = client.connection.getresponse()
    assert response.read1(100) == b"one"
    behind.goes_on.set()
    assert response.read() == b"two"
