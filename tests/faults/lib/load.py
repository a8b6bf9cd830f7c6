"""Callers of both dialects: threads with kept-alive connections, each query with a code of its own."""

import itertools
import threading
import time

import psycopg2

from lib.evidence import Ask
from lib.house import CODES
from lib.simulator import QUERY_PATH
from lib.web import Client

THREADS = 4
PAUSE = 0.005  # seconds between two queries of a thread; longer after a refusal
PATIENCE = 25  # seconds: a query that has neither an answer nor an end by then hangs; its own deadlines add up to 7
COMPATIBLE = 4  # one query in so many
TOKEN_EXPIRED = 42001
LOOKED_UP = 8  # one answer in so many is looked up at once


class Load:
    """Asks for as long as the block lasts. `merchants` and `entrances` (URLs) are gone through in turn."""

    def __init__(self, house, merchants=None, entrances=None):
        self.house = house
        self.merchants = merchants or house.merchants
        self.entrances = entrances or [gateway.public_url for gateway in house.gateways]
        with house.running()[0].caller() as caller:
            self.tokens = {merchant.appid: new_token(caller, merchant) for merchant in self.merchants}
        self.asks = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(THREADS)]

    def run(self, number):
        clients = {url: Client(url, timeout=PATIENCE) for url in self.entrances}
        looker = Looker(self.house)
        for turn in itertools.count(number):
            if self.over.is_set():
                break
            url = self.entrances[turn // 2 % len(self.entrances)]
            ask = self.ask(clients[url], url, self.merchants[turn % len(self.merchants)], turn)
            if ask.answered and ask.index % LOOKED_UP == 0:
                ask.early = looker.misses(ask.audit_id)
            self.over.wait(PAUSE if ask.answered else 10 * PAUSE)
        for client in clients.values():
            client.close()

    def ask(self, client, url, merchant, turn):
        index = next(self.house.indexes) + (CODES // 2 if turn % 3 == 0 else 0)
        ask = Ask(index, merchant.appid, url, time.monotonic())
        self.asks.append(ask)
        selector = {"application_id": merchant.application, "code_index": index}
        try:
            if turn % COMPATIBLE == 0:
                answer = client.post(f"{QUERY_PATH}?access_token={self.tokens[merchant.appid]}", selector)
                if read_compatible(answer, ask) == TOKEN_EXPIRED:
                    self.tokens[merchant.appid] = new_token(client, merchant)
            else:
                answer = client.post("/v1/codeactivequery", selector, headers={"Authorization": f"Bearer {merchant.key}"})
                read(answer, ask)
        except Exception as error:  # whatever ends a connection
            ask.failure = f"{type(error).__name__}: {error}"
        ask.ended = time.monotonic()
        return ask

    def successes(self, since, entrance):
        return sum(ask.answered and ask.entrance == entrance and ask.begun >= since for ask in list(self.asks))

    def flows(self, since, each=5):
        """Every entrance has answered so many queries that were begun after that."""
        return all(self.successes(since, entrance) >= each for entrance in self.entrances)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(2 * PATIENCE)
            assert not thread.is_alive(), "a caller hangs"
        self.house.asks += self.asks


def read(answer, ask):
    body = answer.json()
    ask.audit_id = answer.headers.get("X-Audit-Id")
    if answer.status == 200:
        ask.outcome = "active" if body["active"] else "inactive"
    else:
        ask.code, ask.called = body["code"], body["upstream_called"]
    ask.status = answer.status


def read_compatible(answer, ask):
    errcode = answer.json()["errcode"]
    ask.audit_id = answer.headers.get("X-Audit-Id")
    ask.outcome = {0: "active", 80304: "inactive"}.get(errcode)
    ask.status = answer.status
    return errcode


def new_token(client, merchant):
    answer = client.get(f"/cgi-bin/token?grant_type=client_credential&appid={merchant.appid}&secret={merchant.key}")
    return answer.json()["access_token"]


class Looker:
    """Looks into the log past the gateway, when the database lets it."""

    def __init__(self, house):
        self.url = house.server.url(house.world.database.name)
        self.session = None

    def misses(self, audit_id):
        """True when the record is certainly not there."""
        stream, seq = audit_id.split("/")
        try:
            if self.session is None:
                self.session = psycopg2.connect(self.url, connect_timeout=2)
                self.session.autocommit = True
            with self.session.cursor() as cursor:
                cursor.execute("SELECT 1 FROM audit_record WHERE stream = %s AND seq = %s", (int(stream, 16), int(seq)))
                return cursor.rowcount == 0
        except psycopg2.Error:
            self.session = None
            return False
