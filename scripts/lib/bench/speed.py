"""How much goes through: queries a second, refusals a second, processor time a query."""

import re
import statistics
import subprocess

import instructions
from contest import Contest
from instructions import Instructions
from stage import MANY, port_of
from table import Goal, Row
from tools import say

AUDITED = "audited queries, intent and record durable"
ALONE = "nginx, bare reverse proxy with its access log: nothing durable"


class Speed:
    """Starts what is compared; `rows()` measures it."""

    def __init__(self, stage):
        self.stage = stage
        self.stub = stage.stub()
        self.stub_tls = stage.stub(tls=True)
        self.gateway = stage.gateway("gateway", self.stub)
        self.gateway_tls = stage.gateway("gateway-tls", self.stub_tls, tls=True)
        self.gateway_many = stage.gateway("gateway-many", self.stub, MANY)
        self.node = stage.node_service(self.stub)
        self.beast = stage.beast_proxy(self.stub)
        self.nginx = stage.nginx("nginx", self.stub, self.stub_tls, stage.refusal(self.gateway))
        self.perf = perf_event()

    def entries(self):
        load, few = self.stage.load, port_of(self.gateway)
        many = {"port": port_of(self.gateway_many), "keys": self.stage.keys[MANY]}
        return {
            "nginx 64": lambda: load(self.nginx.port),
            "gateway 64": lambda: self.with_cpu(self.gateway.pid, few),
            "many uniform": lambda: load(**many),
            "many zipf": lambda: load(**many, choice="zipf"),
            "beast 64": lambda: self.with_cpu(self.beast.pid, self.beast.port),
            "node 64": lambda: load(self.node.port),
            "gateway 512": lambda: load(few, connections=512),
            "nginx 512": lambda: load(self.nginx.port, connections=512),
            "nginx tls": lambda: load(self.nginx.tls_port, tls=True),
            "gateway tls": lambda: load(port_of(self.gateway_tls), tls=True),
            "nginx refused": lambda: load(self.nginx.port, path="/refused", keys=self.stage.unknown, status=401),
            "gateway refused": lambda: load(few, keys=self.stage.unknown, status=401),
        }

    def with_cpu(self, pid, port):
        if not self.perf:
            return self.stage.load(port, watch=pid)
        file = self.stage.folder / "perf.csv"
        perf = ["perf", "stat", "-x,", "-e", self.perf, "-p", str(pid), "-o", str(file), "--"]
        told = self.stage.load(port, watch=pid, before=perf)
        count = float(re.search(rf"^([\d.]+),[^,]*,{self.perf}", file.read_text(), re.MULTILINE)[1])
        return told | {"instructions": count / told["total"]}

    def rows(self, rounds):
        self.stage.load(self.node.port)  # it compiles what runs often: its first seconds say nothing
        contest = Contest("throughput", self.entries()).run(rounds)

        def rate(title):
            return contest.figures(title, "rate")

        def row(name, what, title, other, against, goal, unit="queries/s"):
            return Row(name, what, unit, rate(title), goal, against, rate(other))

        half, fourfold, nine_tenths = (Goal(ratio_at_least=bound) for bound in (0.5, 4, 0.9))
        tls = (contest.results["nginx tls"][0]["tls"], contest.results["gateway tls"][0]["tls"])
        with_ten = "the same with 10 merchants"
        return [
            row("throughput_nginx_64", f"{AUDITED}, 64 connections", "gateway 64", "nginx 64", f"{ALONE}, 64 connections", half),
            row("throughput_nginx_512", f"{AUDITED}, 512 connections", "gateway 512", "nginx 512", f"{ALONE}, 512 connections",
                half),
            row("throughput_node_64", f"{AUDITED}, 64 connections", "gateway 64", "node 64",
                "Node service (fastify, undici, pg), one durable row and no intent a query, 64 connections", fourfold),
            row("throughput_tls_64", f"{AUDITED}, 64 connections, {tls[1]} on both sides", "gateway tls", "nginx tls",
                f"{ALONE}, 64 connections, {tls[0]} on both sides", half),
            row("throughput_100k_merchants_uniform", f"{AUDITED}, 64 connections, 100,000 merchants, each as often",
                "many uniform", "gateway 64", with_ten, nine_tenths),
            row("throughput_100k_merchants_zipf", f"{AUDITED}, 64 connections, 100,000 merchants, the n-th 1/n as often",
                "many zipf", "gateway 64", with_ten, nine_tenths),
            row("refused_nginx", "refusals of an unknown key, 64 connections", "gateway refused", "nginx refused",
                "nginx answering 401 with the same body by itself, 64 connections", half, "refusals/s"),
            *self.cost_rows(contest),
        ], max(statistics.median(rate(title)) for title in ("gateway 64", "gateway 512"))

    def cost_rows(self, contest):
        twice = Goal(ratio_at_most=2)
        beast = "a minimal Beast coroutine proxy in front of the same stub: no audit, no JSON"
        how, instructions, others = self.instructions(contest)
        return [
            Row("cpu_per_query", "user and system time of the gateway's process alone, 64 connections", "µs/query",
                contest.figures("gateway 64", "cpu_us"), twice, beast, contest.figures("beast 64", "cpu_us")),
            Row("instructions_per_query", f"instructions of the gateway's process alone, 64 connections, {how}", "instr./query",
                instructions, twice, beast, others),
        ]

    def instructions(self, contest):
        """How they were counted, those of the gateway, those of Beast's proxy."""
        if self.perf:
            return f"as the processor counts them ({self.perf})", *(contest.figures(title, "instructions")
                                                                    for title in ("gateway 64", "beast 64"))
        if not instructions.available():
            return "which nothing here can count", [], []
        say("counting instructions")
        counted = Instructions(self.stage)
        return "in user space, counted by Valgrind, which knows no SHA extensions", [counted.gateway()], [counted.beast()]


def perf_event():
    """What perf can count here, with the kernel's part if it may; nothing when it can count nothing."""
    for event in ("instructions", "instructions:u"):
        try:
            done = subprocess.run(["perf", "stat", "-x,", "-e", event, "true"], capture_output=True, text=True, timeout=10)
        except FileNotFoundError:
            return None
        if done.returncode == 0 and re.search(r"^\d+,", done.stderr, re.MULTILINE):
            return event
    return None
