"""A reverse proxy that holds what passes against src/api/openapi.yaml: what does not match is answered with 502 and why."""

import http.client
import http.server
import threading
import urllib.parse

from lib.contract import check, check_request
from lib.web import Answer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}
API = "/api/v1/"


class ContractProxy:
    """In front of one listener, on a port of its own, until close(). Whoever waits behind it may be started anew."""

    def __init__(self, url):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.behind = urllib.parse.urlsplit(url)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection, and one behind it."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for a head and its body

    def setup(self):
        super().setup()
        behind = self.server.behind
        self.behind = http.client.HTTPConnection(behind.hostname, behind.port, timeout=60)

    def finish(self):
        self.behind.close()
        super().finish()

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
        try:
            response = self.ask(body)
        except OSError as error:
            self.tell(f"there is nobody behind the proxy: {error}")
            return
        if not self.path.startswith(API) or self.command == "HEAD":
            self.pass_streamed(response)
        elif "json" in response.getheader("Content-Type", ""):
            self.pass_checked(body, response)
        elif wrong := self.mismatch(body, Answer(response.status, response.headers, b"")):
            response.close()
            self.tell(wrong)
        else:
            self.pass_streamed(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = forward

    def ask(self, body):
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        try:
            self.behind.request(self.command, self.path, body, headers)
            return self.behind.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # It hung up while nobody spoke: nothing of this request was read.
            self.behind.close()
            self.behind.request(self.command, self.path, body, headers)
            return self.behind.getresponse()

    def mismatch(self, body, answer):
        try:
            check_request(self.command, self.path, body, answer.status)
            check(self.command, self.path, answer)
        except Exception as error:  # noqa: BLE001: whatever a validator finds
            return f"not as src/api/openapi.yaml says: {self.command} {self.path}: {answer.status}: {error}"
        return None

    def pass_checked(self, body, response):
        answer = Answer(response.status, response.headers, response.read())
        if wrong := self.mismatch(body, answer):
            self.tell(wrong)
            return
        self.pass_head(response)
        self.wfile.write(answer.body)
        self.wfile.flush()

    def pass_head(self, response):
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in HOP_BY_HOP or name.lower() == "transfer-encoding":
                self.send_header(name, value)
        if response.will_close:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    def pass_streamed(self, response):
        self.pass_head(response)
        chunked = response.chunked
        self.wfile.flush()
        while piece := response.read1(1 << 16):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            self.wfile.flush()
        response.read()  # at its end: makes the connection free for the next
        if chunked:
            self.wfile.write(b"0\r\n\r\n")
            self.wfile.flush()

    def tell(self, what):
        body = what.encode()
        self.send_response_only(502)
        for name, value in (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", len(body)), ("Connection", "close")):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        self.close_connection = True

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError, http.client.IncompleteRead):
            self.close_connection = True  # one side went away in the middle

    def log_message(self, *_):
        pass
