"""Everything that a test talks to: a database, the simulator, gateways, merchants and their keys."""

import base64
import functools
import json
import os
import secrets as randomness
import subprocess
import tempfile
from pathlib import Path

from lib.audit import Audit
from lib.gateway import Gateway
from lib.paths import program

DEMO_APPID = "wxf8b4f85f3a794e77"
DEMO_SELECTOR = {"code_url": "P.URL.CN/0U.JYJXP3HJI2C98A9O"}


def make_master_key(number=1):
    return f"{number} {base64.b64encode(os.urandom(32)).decode()}"


LOG_NAME = "log.test.example/gateway"


def make_signing_key(name=LOG_NAME):
    """A new private key and its public one, as texts."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "key"
        made = subprocess.run([program("marketcode-gateway"), "audit", "key", "create", "--name", name, "--out", str(file)],
                              capture_output=True, text=True, timeout=60, check=True)
        return file.read_text().strip(), made.stdout.strip()


# One for all worlds of a process: making it starts a program.
shared_signing_key = functools.cache(make_signing_key)


class World:
    def __init__(self, folder, database, simulator, secrets):
        self.folder = folder
        self.database = database
        self.simulator = simulator
        self.secrets = secrets
        self.audit = Audit(database)
        self.gateways = []
        self.master_key = make_master_key()
        secrets.plant("master key", self.master_key.split()[1])
        self.signing_key, self.audit_key = shared_signing_key()
        secrets.plant("signing key", self.signing_key.split("+", 4)[4])

    def gateway(self, **settings):
        """One more gateway on the same database, not started. Settings are named with __ for the dot."""
        component = self.simulator.component()
        number = len(self.gateways) + 1
        gateway = Gateway(
            self.folder, self.database,
            {"GATEWAY_MASTER_KEYS": self.master_key, "GATEWAY_COMPONENT_SECRET": component["component_secret"],
             "GATEWAY_AUDIT_SIGNING_KEY": self.signing_key},
            {"platform.component_appid": component["component_appid"], "weixin.url": self.simulator.url}
            | {name.replace("__", "."): value for name, value in settings.items()},
            f"gateway-{number}",
        )
        self.gateways.append(gateway)
        return gateway

    def file(self, name, content):
        """A file that only its owner can read, as secret files have to be."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(content)
        return path

    def set_ticket(self):
        ticket = self.simulator.demo()["ticket"]
        self.gateways[0].cli("platform", "ticket", "--ticket-file", self.file("ticket", ticket))

    def import_merchant(self, appid=DEMO_APPID, **members):
        """Makes the merchant at the simulator, unless it is there, and brings it in."""
        known = any(merchant["appid"] == appid for merchant in self.simulator.merchants())
        merchant = self.simulator.put_merchant(appid, **members) if members or not known else self.simulator.merchant(appid)
        token = self.file("refresh-token", merchant["refresh_token"])
        self.gateways[0].cli("merchant", "import", appid, "--refresh-token-file", token)
        return merchant

    def make_key(self, appid=DEMO_APPID, *options):
        """A new API key; a running gateway knows it within 2 s."""
        name = f"test-{randomness.token_hex(4)}"
        made = json.loads(self.gateways[0].cli("key", "create", appid, "--name", name, "--json", *options))
        return self.secrets.plant(f"API key {made['key_id']}", made["api_key"])

    def prepare(self, **settings):
        """The usual beginning: one gateway, the demo merchant in it, a key. Not started. Returns the key."""
        self.gateway(**settings)
        self.set_ticket()
        self.import_merchant()
        return self.make_key()

    def stop(self):
        """Stops everything, and returns what was wrong."""
        complaints = []
        try:
            self.simulator.plant_secrets(self.secrets)
            complaints += [f"the simulator found unusual: {what}" for what in self.simulator.violations()]
        except OSError as error:
            complaints += [f"the simulator is away: {error}"] if self.simulator.alive() else []
        for program in (*self.gateways, self.simulator):
            try:
                program.stop()
            except AssertionError as error:
                complaints.append(str(error))
        for program in (*self.gateways, self.simulator):
            program.release()
            complaints += self.secrets.complaints_about(program.log_file.name, program.log())
        complaints += [f"the log has a gap: {gap}" for gap in self.audit.gaps()]
        return complaints
