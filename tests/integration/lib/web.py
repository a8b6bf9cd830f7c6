"""HTTP as the tests speak it: one kept-alive connection, bounded, nothing hidden."""

import http.client
import json
import time
import urllib.parse
from dataclasses import dataclass

IDLE = 20  # seconds after which the other side may hang up at any moment


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()


class Client:
    """Not thread-safe: one for each thread. A connection that died is made anew with the next request."""

    def __init__(self, url, headers=None, timeout=20):
        parts = urllib.parse.urlsplit(url)
        self.headers = dict(headers or {})
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        self.used = 0.0

    def ask(self, method, target, body=None, headers=None):
        """`body`: bytes and text go as they are, anything else as JSON."""
        sent = self.headers | (headers or {})
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        if time.monotonic() - self.used > IDLE:
            self.connection.close()
        self.used = time.monotonic()
        try:
            self.connection.request(method, target, body, sent)
            response = self.connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except BaseException:
            self.connection.close()
            raise

    def get(self, target, **options):
        return self.ask("GET", target, **options)

    def post(self, target, body=None, **options):
        return self.ask("POST", target, body, **options)

    def close(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
