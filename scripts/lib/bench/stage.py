"""Everything that is measured and everything it needs, started once and ended however the bench ends."""

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

import seed
from lib.gateway import Gateway
from lib.paths import ROOT
from lib.postgres import Postgres
from lib.web import Client
from lib.world import make_master_key, make_signing_key
from nginx import Nginx
from tools import PATH, NotMeasured, Tool, cpu_seconds, load_command, program, run_load, say

FEW, MANY = 10, 100_000  # merchants
SPARE_CONNECTIONS = 100
REMOVED_S = 900  # a large database, on a busy disk
# As its operator would give it memory and room for WAL; the server of tests has as little as may be.
SERVER = {"shared_buffers": "1GB", "min_wal_size": "1GB", "max_wal_size": "4GB"}


class Stage:
    def __init__(self, pace, local):
        self.pace = pace
        self.logs = local / "log" / "bench"
        self.folder = Path(tempfile.mkdtemp(prefix="bench-", dir=local))
        self.folder.chmod(0o755)  # PostgreSQL's user passes through
        self.postgres = Postgres(self.folder)
        self.started = []
        self.repeated = []  # measurements that failed and were made again, and why
        self.templates = {}
        self.master_key = make_master_key()
        self.signing_key, self.public_key = make_signing_key()
        self.certificate, self.key = self.make_certificate()
        self.keys = {count: seed.write_keys(self.folder / f"keys-{count}", count) for count in (FEW, MANY)}
        self.unknown = self.folder / "keys-unknown"
        self.unknown.write_text(seed.UNKNOWN_KEY + "\n")

    def start(self):
        self.postgres.start()
        for name, value in SERVER.items():
            self.postgres.rows("postgres", f"ALTER SYSTEM SET {name} = '{value}'")
        self.postgres.stop()
        self.postgres.start()
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            if self.postgres.rows("postgres", f"SHOW {setting}") != [("on",)]:
                raise NotMeasured(f"PostgreSQL has {setting} off: nothing it keeps would be durable")

    def stop(self):
        self.end_all()
        self.logs.mkdir(parents=True, exist_ok=True)
        for log in self.folder.glob("*.log"):
            if not log.name.endswith("-access.log"):
                shutil.copy(log, self.logs)
        try:
            self.postgres.release()
        except subprocess.TimeoutExpired:
            self.postgres.guardian.wait(REMOVED_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_certificate(self):
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=30)
        key.chmod(0o600)
        return certificate, key

    def keep(self, running):
        self.started.append(running)
        return running

    def end(self, running):
        self.started.remove(running)
        running.stop()

    def end_all(self):
        while self.started:
            running = self.started.pop()
            try:
                running.stop()
            except AssertionError as error:
                say(f"at its end: {error}")

    def database(self, merchants):
        """A new one with so many merchants; 0: only migrated."""
        if merchants not in self.templates:
            made = self.postgres.create_database()
            self.gateway_on(made, f"migrate-{merchants}").cli("migrate")
            if merchants:
                say(f"making {merchants:,} merchants")
                seed.fill(made, merchants, self.master_key)
            self.templates[merchants] = made
        return self.postgres.create_database(self.templates[merchants].name)

    def gateway_on(self, database, name, made_by=Gateway, **settings):
        """Not started."""
        secrets = {"GATEWAY_MASTER_KEYS": self.master_key, "GATEWAY_COMPONENT_SECRET": "bench",
                   "GATEWAY_AUDIT_SIGNING_KEY": self.signing_key}
        few = {"platform.component_appid": seed.PLATFORM, "weixin.url": "http://127.0.0.1:1", "log.level": "info",
               "server.loops": os.cpu_count(), "server.connections_per_address": 10_000,
               "audit.checkpoint_file": str(self.folder / f"{name}.notes")}
        made = made_by(self.folder, database, secrets,
                       few | {key.replace("__", "."): value for key, value in settings.items()}, name)
        made.database = database
        return made

    def gateway(self, name, stub, merchants=FEW, tls=False, made_by=Gateway, **settings):
        """Started, with a database of its own."""
        settings = (self.tls_settings(stub) if tls else {"weixin__url": f"http://127.0.0.1:{stub.port}"}) | settings
        return self.keep(self.gateway_on(self.database(merchants), name, made_by, **settings)).start()

    def tls_settings(self, stub):
        """On both sides."""
        return {"weixin__url": f"https://localhost:{stub.port}", "weixin__ca_file": str(self.certificate),
                "server__public__tls_certificate": str(self.certificate), "server__public__tls_key": str(self.key)}

    def stub(self, delay_ms=0, tls=False):
        command = [program("stub"), "--delay-us", delay_ms * 1000]
        if tls:
            command += ["--certificate", self.certificate, "--key", self.key]
        return self.keep(Tool(command, self.folder / "stub.log"))

    def beast_proxy(self, stub):
        return self.keep(Tool(self.beast_command(stub), self.folder / "beast-proxy.log"))

    def beast_command(self, stub):
        return [program("beast_proxy"), "--upstream", stub.port, "--loops", os.cpu_count()]

    def node_service(self, stub):
        database = self.postgres.create_database()
        database.rows((ROOT / "tests" / "bench" / "node_service" / "schema.sql").read_text())
        return self.keep(Tool(["node", ROOT / "tests" / "bench" / "node_service" / "server.js", database.app_url,
                               f"http://127.0.0.1:{stub.port}", self.keys[FEW]], self.folder / "node-service.log"))

    def nginx(self, name, stub, stub_tls, refusal="{}"):
        return self.keep(Nginx(name, self.folder, self.certificate, self.key, stub.port, stub_tls.port, refusal)).start()

    def refusal(self, gateway):
        """What it answers to a key that it does not know."""
        with Client(gateway.public_url, {"Authorization": f"Bearer {seed.UNKNOWN_KEY}"}) as client:
            answer = client.post(PATH, {"application_id": 1, "code_index": 1})
        assert answer.status == 401, answer.status
        return answer.text

    def load(self, port, keys=None, watch=None, before=(), **options):
        """One measurement, on a machine that has nothing left to write of the one before. `watch`: a process whose
        processor time is told too."""
        options = {"seconds": self.pace.seconds, "warmup_ms": self.pace.warmup_ms} | options
        command = load_command(port, keys or self.keys[FEW], **options)
        try:
            return self.load_once(command, options["seconds"], watch, before)
        except NotMeasured as error:
            # A disk that stands still for a second is the machine's, and it is told.
            self.repeated.append(f"{error} ({' '.join(command[1:])})")
            say(f"once more: {error}")
            return self.load_once(command, options["seconds"], watch, before)

    def load_once(self, command, seconds, watch, before):
        self.postgres.rows("postgres", "CHECKPOINT")
        spent = cpu_seconds(watch) if watch else 0
        told = run_load(command, seconds, before)
        if watch:
            # Of all that it answered, in the warm-up too.
            told["cpu_us"] = 1e6 * (cpu_seconds(watch) - spent) / told["total"]
        return told


def open_files():
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def port_of(gateway):
    return int(gateway.public_url.rpartition(":")[2].rstrip("/"))
