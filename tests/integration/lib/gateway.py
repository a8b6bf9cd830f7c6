"""marketcode-gateway: its configuration, its commands, its running process."""

import json
import os
import subprocess

from lib.contract import check
from lib.contract_proxy import ContractProxy
from lib.paths import program
from lib.process import Process
from lib.web import Client

LOOPBACK = "127.0.0.1"
SETTINGS = {
    "development": True,
    "log.level": "debug",
    "server.public.address": LOOPBACK,
    "server.ops.address": LOOPBACK,
    "server.leave_ms": 0,
    "reconcile.every_s": 0,
    "database.url_env": "GATEWAY_DATABASE_URL",
    "database.owner_url_env": "GATEWAY_DATABASE_OWNER_URL",
    "audit.signing_key_env": "GATEWAY_AUDIT_SIGNING_KEY",
    "keys.master_env": "GATEWAY_MASTER_KEYS",
    "platform.component_secret_env": "GATEWAY_COMPONENT_SECRET",
}


def toml(settings):
    """Settings by their dotted names as a TOML document; None leaves one out."""
    lines = []
    for name, value in settings.items():
        if value is not None:
            lines.append(f"{name} = {json.dumps(value)}")
    return "\n".join(lines) + "\n"


class NativeClient(Client):
    """Holds the answers of the native interface against the API's description."""

    def ask(self, method, target, body=None, headers=None):
        answer = super().ask(method, target, body, headers)
        if target.startswith("/v1/"):
            check(method, target, answer)
        return answer


class Gateway(Process):
    """`settings`: dotted names over SETTINGS. `secrets`: what goes into the environment, by variable."""

    def __init__(self, folder, database, secrets, settings=None, name="gateway"):
        super().__init__(name, folder)
        self.config_file = folder / f"{name}.toml"
        self.settings = SETTINGS | (settings or {})
        self.environment = {
            "GATEWAY_DATABASE_URL": database.app_url,
            "GATEWAY_DATABASE_OWNER_URL": database.owner_url,
            **secrets,
        }
        self.urls = {}
        self.proxy = None
        self.configure()

    def configure(self, **changes):
        """Writes the configuration; names are given with __ for the dot. Takes effect with the next start."""
        self.settings |= {name.replace("__", "."): value for name, value in changes.items()}
        self.config_file.write_text(toml(self.settings))

    def command(self, *words):
        return [program("marketcode-gateway"), "--config", self.config_file, *words]

    def cli(self, *words, status=0):
        """Runs a command to its end; its standard output. Fails unless it ends with `status`."""
        done = self.run(*words)
        assert done.returncode == status, f"{' '.join(map(str, words))}: status {done.returncode}: {done.stderr}"
        return done.stdout

    def run(self, *words):
        done = subprocess.run(list(map(str, self.command(*words))), capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, env={**os.environ, **self.environment})
        with open(self.log_file, "a", encoding="utf-8") as log:
            log.write(done.stderr)
        return done

    def start(self):
        """Returns when it is ready. Every start is at the same ports."""
        ports = []
        for name in ("public", "console", "ops"):
            setting = f"server.{name}.port"
            if setting not in self.settings and self.settings.get(f"server.{name}.address", LOOPBACK) == LOOPBACK:
                ports += ["--set", f"{setting}={self.port(name)}"]
        self.urls = self.launch(self.command("serve", "--address-file", self.address_file, *ports), self.environment)
        return self

    @property
    def public_url(self):
        return self.urls["public_url"]

    @property
    def console_url(self):
        """Behind a proxy that holds everything against the API's description; it outlives a restart."""
        if not self.proxy:
            self.proxy = ContractProxy(self.urls["console_url"])
        return self.proxy.url

    def release(self):
        super().release()
        if self.proxy:
            self.proxy.close()

    @property
    def ops_url(self):
        return self.urls["ops_url"]

    def caller(self, key=None, **headers):
        """A connection to the public listener, with the key of a merchant."""
        credentials = {"Authorization": f"Bearer {key}"} if key else {}
        return NativeClient(self.public_url, credentials | headers)

    def query(self, key, selector, **headers):
        """One query over a connection of its own."""
        with self.caller(key) as caller:
            return caller.post("/v1/codeactivequery", selector, headers=headers)

    def ops(self, target):
        with Client(self.ops_url) as client:
            return client.get(target)

    def metric(self, name, **labels):
        """The sum of a metric's series that have these labels; 0 when there is none."""
        total = 0.0
        for line in self.ops("/metrics").text.splitlines():
            series, _, value = line.rpartition(" ")
            if series.split("{")[0] == name and all(f'{label}="{wanted}"' in series for label, wanted in labels.items()):
                total += float(value)
        return total
