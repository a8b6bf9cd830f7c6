"""Everything that a round needs, around one database: the simulator, gateways, proxies between them, merchants."""

import contextlib
import os
import subprocess
import tempfile
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from lib.crowd import resident_mb
from lib.evidence import Evidence, StreamRow
from lib.invariants import complaints
from lib.paths import is_plain_build
from lib.proxy import Proxy
from lib.secrets import Secrets
from lib.simulator import QUERY_PATH, Simulator
from lib.waiting import wait_until
from lib.world import World

STALE_AFTER = 2  # seconds until another gateway takes a silent one's streams
CODES = 10_000_000  # of each application; the lower half is activated
PATIENCE = 90  # seconds for everything that must come to pass

# What a quiet gateway may have more than before the first fault: pools that grew, memory that the allocator keeps.
MORE_DESCRIPTORS = 32
MORE_MEMORY = 96  # MiB


@dataclass
class Merchant:
    appid: str
    application: int
    key: str


def address_of(url):
    parts = urllib.parse.urlsplit(url)
    return parts.hostname, parts.port


class House:
    def __init__(self, folder, server, database, gateways=1, database_over_tcp=False):
        self.server = server
        self.asks = []
        self.earlier_calls, self.earlier_violations = [], []  # of simulators that are gone
        self.simulator_settings = {"rotate_refresh_tokens": True}
        self.simulator = Simulator(folder).start()
        self.simulator.settings(**self.simulator_settings)
        self.world = World(folder, database, self.simulator, Secrets())
        self.proxies = []
        self.weixin = self.proxy(address_of(self.simulator.url))
        self.database_proxy = self.proxy(f"{server.home}/.s.PGSQL.5432") if database_over_tcp else None
        self.gateways = [self.build_gateway() for _ in range(gateways)]
        self.world.set_ticket()
        self.extra_merchants = []
        self.merchants = [self.add_merchant() for _ in range(2)]
        for gateway in self.gateways:
            gateway.start()
        self.doors = [self.proxy(address_of(gateway.public_url)) for gateway in self.gateways]
        self.indexes = iter(range(CODES // 2))
        self.footprint = None

    def build_gateway(self):
        gateway = self.world.gateway(
            weixin__url=self.weixin.url, audit__stale_after_s=STALE_AFTER, database__statement_ms=1000,
            database__connect_ms=1000)
        if self.database_proxy:
            gateway.environment["GATEWAY_DATABASE_URL"] = (
                f"postgresql://marketcode_app@127.0.0.1:{self.database_proxy.port}/{self.world.database.name}")
        return gateway

    def proxy(self, target):
        self.proxies.append(Proxy(target))
        return self.proxies[-1]

    def add_merchant(self):
        number = len(self.simulator.merchants()) + 1
        merchant = Merchant(f"wx{number:016x}", 700_000_000 + number, None)
        self.simulator.put_merchant(merchant.appid)
        self.simulator.add_applications(self.application(merchant))
        self.world.import_merchant(merchant.appid)
        merchant.key = self.world.make_key(merchant.appid, "--rate", "100000", "--burst", "100000")
        return merchant

    def add_extra_merchant(self):
        """For one round, while the gateways run."""
        self.extra_merchants.append(self.add_merchant())
        for gateway in self.gateways:
            wait_until(lambda gateway=gateway: self.is_known(gateway, self.extra_merchants[-1]), PATIENCE, "a new key to work")
        return self.extra_merchants[-1]

    def is_known(self, gateway, merchant):
        with gateway.caller(merchant.key) as caller:
            return caller.get("/v1/me").status == 200

    def application(self, merchant):
        return {
            "application_id": merchant.application, "merchant": merchant.appid,
            "isv_application_id": f"isv-{merchant.application}", "code_count": CODES,
            "segments": [{"code_start": 0, "code_end": CODES // 2 - 1, "activity_name": "spring",
                          "product_brand": "brand", "product_title": "title", "product_code": "code",
                          "wxa_appid": "wxa", "wxa_path": "path", "wxa_type": 0}]}

    def running(self):
        return [gateway for gateway in self.gateways if gateway.alive()]

    def calls(self):
        seen = self.earlier_calls + self.simulator.queries()
        return [call for call in seen if call["path"] == QUERY_PATH]

    def evidence(self):
        rows = self.world.database.rows("SELECT id, state, size, frontier, root FROM audit_stream ORDER BY id")
        streams = [StreamRow(*row[:3], bytes(row[3]), row[4] and bytes(row[4])) for row in rows]
        return Evidence(self.asks, self.calls(), self.world.audit.records(), streams)

    def is_settled(self):
        """Nothing waits for the log, and only streams of running gateways are open."""
        unsettled = self.world.database.value("""
            SELECT count(*) FROM audit_stream s WHERE state = 'open' AND intents <>
                   (SELECT count(*) FROM audit_record r WHERE r.stream = s.id AND r.intent IS NOT NULL)""")
        return unsettled == 0 and self.open_streams() == len(self.running())

    def open_streams(self):
        return self.world.database.value("SELECT count(*) FROM audit_stream WHERE state = 'open'")

    def settle(self):
        wait_until(self.is_settled, PATIENCE, "all streams of dead gateways to be sealed and all intents to be closed")

    def check(self):
        """Call it when nobody asks anything."""
        self.settle()
        wrong = list(complaints(self.evidence()))
        assert not wrong, f"{len(wrong)} complaints:\n" + "\n".join(wrong[:20])
        self.verify()
        if self.footprint:
            wait_until(lambda: self.descriptors() <= self.footprint[0] + MORE_DESCRIPTORS, PATIENCE,
                       f"descriptors to be near {self.footprint[0]} again")
            if is_plain_build():
                assert self.memory() <= self.footprint[1] + MORE_MEMORY, (self.memory(), self.footprint)

    def verify(self):
        """The program's own judgement of its log."""
        gateway = self.gateways[0]
        done = subprocess.run(
            list(map(str, gateway.command("audit", "verify", "--database"))), capture_output=True, text=True, timeout=600,
            check=False, env=os.environ | gateway.environment | {"GATEWAY_DATABASE_URL": self.world.database.app_url})
        assert done.returncode == 0, done.stdout + done.stderr

    def remember_footprint(self):
        """After the first load and before the first fault."""
        self.footprint = (self.descriptors(), self.memory())

    def descriptors(self):
        """Of the gateway that has most."""
        return max(len(list(Path(f"/proc/{gateway.pid}/fd").iterdir())) for gateway in self.gateways)

    def memory(self):
        return max(resident_mb(gateway.pid) for gateway in self.gateways)

    def close(self):
        """Stops everything, and demands that all of it stops well and leaves nothing open."""
        for gateway in self.gateways:
            gateway.stop()
        wrong = list(complaints(self.evidence()))
        wrong += [f"an earlier simulator found unusual: {what}" for what in self.earlier_violations]
        wrong += ["a stream is open after all gateways stopped"] * (self.open_streams() > 0)
        wrong += self.world.stop()
        assert not wrong, "\n".join(wrong[:20])

    def end(self):
        """However it stands."""
        for program in (*self.gateways, self.simulator):
            program.kill()
        for proxy in self.proxies:
            proxy.close()


class Houses:
    """Gives out the same house until a round in it failed; makes it with the first."""

    def __init__(self, workspace, server, template):
        self.workspace = workspace
        self.server = server
        self.template = template
        self.house = None
        self.kind = None
        self.last_folder = None

    @contextlib.contextmanager
    def lent(self, **kind):
        """A house of a kind, see House."""
        if self.house and self.kind != kind:
            self.close()
        if not self.house:
            self.kind = kind
            self.last_folder = Path(tempfile.mkdtemp(prefix="house-", dir=self.workspace))
            self.house = House(self.last_folder, self.server, self.server.create_database(self.template), **kind)
        try:
            yield self.house
        except BaseException:
            self.house.end()
            self.house = None
            self.server.start()
            raise

    def close(self):
        if self.house:
            house, self.house = self.house, None
            try:
                house.close()
            finally:
                house.end()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
