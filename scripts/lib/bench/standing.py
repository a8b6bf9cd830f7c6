"""What the gateway needs to stand there: its start with many merchants, its memory with many idle connections."""

import json
import subprocess
import time
from functools import partial

from contest import Contest
from stage import FEW, MANY, SPARE_CONNECTIONS, open_files, port_of
from table import Goal, Row
from tools import NotMeasured, family, load_command, memory_mb

IDLE = 10_000
SETTLED_S = 1.5  # between the last answer and the reading


class Start:
    def __init__(self, stage):
        self.gateway = stage.gateway_on(stage.database(MANY), "gateway-start")

    def once(self):
        begun = time.monotonic()
        self.gateway.start()
        took = time.monotonic() - begun
        self.gateway.stop()
        return {"s": took}

    def rows(self, rounds):
        took = Contest("start", {"start": self.once}).run(rounds).figures("start", "s")
        return [Row("start_100k_merchants", "from its start to ready with 100,000 merchants, each with a key and a token",
                    "s", took, Goal(value_at_most=2))]


class Memory:
    def __init__(self, stage, stub, stub_tls):
        if open_files() < IDLE + 1_500:
            raise NotMeasured(f"{IDLE:,} connections need more open files than the {open_files():,} that are allowed")
        self.stage, self.stub, self.stub_tls = stage, stub, stub_tls
        self.databases = {tls: stage.database(FEW) for tls in (False, True)}

    def gateway(self, tls):
        settings = {"server__connections": IDLE + SPARE_CONNECTIONS, "server__connections_per_address": IDLE + SPARE_CONNECTIONS,
                    "weixin__url": f"http://127.0.0.1:{self.stub.port}"}
        if tls:
            settings |= self.stage.tls_settings(self.stub_tls)
        return self.stage.keep(self.stage.gateway_on(self.databases[tls], f"gateway-idle-{tls}", **settings)).start()

    def of_gateway(self, tls):
        gateway = self.gateway(tls)
        return self.measure(gateway, port_of(gateway), tls)

    def of_nginx(self, tls):
        nginx = self.stage.nginx("nginx-idle", self.stub, self.stub_tls)
        return self.measure(nginx, nginx.tls_port if tls else nginx.port, tls)

    def measure(self, running, port, tls):
        """Each connection has asked once. All of them have to be there still when the memory was read."""
        command = load_command(port, self.stage.keys[FEW], connections=IDLE, tls=tls, hold=True)
        holder = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *command], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        held = json.loads(holder.stdout.readline() or "{}").get("held")
        time.sleep(SETTLED_S)
        mb = memory_mb(family(running.pid))
        still, _ = holder.communicate("", timeout=60)
        self.stage.end(running)
        if held != IDLE or json.loads(still or "{}").get("still") != IDLE:
            raise NotMeasured(f"of {IDLE} connections {held} opened, and then: {still.strip()}")
        return {"mb": mb}

    def rows(self, rounds):
        who = {"nginx": self.of_nginx, "gateway": self.of_gateway}
        contest = Contest("memory", {(name, tls): partial(measure, tls) for tls in (False, True)
                                     for name, measure in who.items()})
        contest.run(rounds)

        def row(name, tls, how, most):
            return Row(name, f"memory (PSS) with 10,000 idle kept-alive connections{how}, each of which asked once", "MB",
                       contest.figures(("gateway", tls), "mb"), Goal(ratio_at_most=3, value_at_most=most),
                       "nginx with the same, all its processes", contest.figures(("nginx", tls), "mb"))

        return [row("idle_memory_plain", False, "", 150), row("idle_memory_tls", True, " under TLS", None)]
