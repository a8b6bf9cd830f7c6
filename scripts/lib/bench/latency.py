"""How much later an answer comes than without the gateway, at a rate that does not wait for answers."""

from functools import partial

from contest import Contest
from stage import port_of
from table import Goal, Row

SLOW_MS = 20  # what the stub takes
LOW_RATE = 1_000
PART = 0.7  # of the gateway's own maximum


class Latency:
    def __init__(self, stage):
        self.stage = stage
        self.stub = stage.stub(delay_ms=SLOW_MS)
        self.gateway = stage.gateway("gateway-slow", self.stub)

    def maximum(self):
        """Queries a second, when nobody has measured it yet."""
        stub = self.stage.stub()
        gateway = self.stage.gateway("gateway-most", stub)
        most = max(self.stage.load(port_of(gateway), connections=connections)["rate"] for connections in (64, 512))
        self.stage.end(gateway)
        return most

    def rows(self, rounds, most):
        high_rate = int(PART * (most or self.maximum()))
        ports = {"direct": self.stub.port, "gateway": port_of(self.gateway)}
        shapes = {LOW_RATE: 64, high_rate: 1_000}  # connections
        contest = Contest("latency", {(who, rate): partial(self.stage.load, port, rate=rate, connections=shapes[rate])
                                      for rate in shapes for who, port in ports.items()}).run(rounds)

        def row(name, quantile, rate, goal):
            direct = contest.figures(("direct", rate), f"{quantile}_us")
            through = contest.figures(("gateway", rate), f"{quantile}_us")
            added = [(later - sooner) / 1000 for later, sooner in zip(through, direct)]
            detail = {"through_gateway_us": through, "direct_us": direct, "rate": rate, "connections": shapes[rate]}
            what = (f"{quantile} through the gateway less that of the stub, {rate:,} audited queries a second,"
                    f" {shapes[rate]:,} connections, the stub answers after {SLOW_MS} ms")
            return Row(name, what, f"ms {quantile}", added, Goal(value_at_most=goal), "asking the stub directly: nothing durable",
                       detail=detail)

        return [row("added_latency_1000_p50", "p50", LOW_RATE, 1), row("added_latency_1000_p99", "p99", LOW_RATE, 5),
                row("added_latency_70pct", "p99", high_rate, 15)]
