"""weixin-simulator and its control API (src/simulator/README.md)."""

import urllib.parse

from lib.paths import program
from lib.process import Process
from lib.web import Client

QUERY_PATH = "/intp/marketcode/codeactivequery"


class Simulator(Process):
    def __init__(self, folder, name="simulator"):
        super().__init__(name, folder)
        self.url = None
        self.client = None

    def start(self, *flags):
        """With the demo world, in strict mode: what a careful caller would not send is refused and recorded."""
        command = [program("weixin-simulator"), "--address", "127.0.0.1", "--address-file", self.address_file, "--demo", "--strict"]
        command += ["--port", self.port()]  # the same at a second start, so that the gateways find it again
        self.url = self.launch([*command, *flags])["url"]
        self.client = Client(self.url)
        return self

    def control(self, method, path, body=None):
        answer = self.client.ask(method, f"/_sim/{path}", body)
        assert answer.status == 200, f"{method} /_sim/{path}: {answer.status} {answer.text}"
        return answer.json()

    def demo(self):
        return self.control("GET", "demo")

    def component(self):
        return self.control("GET", "component")

    def set_component(self, **members):
        return self.control("POST", "component", members)

    def settings(self, **members):
        return self.control("POST", "settings", members)

    def advance_clock(self, seconds):
        return self.control("POST", "clock", {"advance_s": seconds})

    def merchants(self):
        return self.control("GET", "merchants")

    def merchant(self, appid):
        return self.control("GET", f"merchants/{appid}")

    def put_merchant(self, appid, **members):
        """Makes or changes a merchant, and returns it."""
        self.control("POST", "merchants", {"appid": appid, **members})
        return self.merchant(appid)

    def void_tokens(self, appid, **members):
        """access (true), all (true), refresh (false)."""
        return self.control("POST", f"merchants/{appid}/void", members)

    def revoke(self, appid, **members):
        """push (true)."""
        return self.control("POST", f"merchants/{appid}/revoke", members)

    def push_to(self, url, token, encoding_key, **members):
        """From now on the gateway at `url` gets what WeChat pushes, a ticket first."""
        return self.set_component(event_url=f"{url}/weixin/events", message_url=f"{url}/weixin/messages/$APPID$",
                                  push_token=token, encoding_aes_key=encoding_key, **members)

    def push(self, kind, **members):
        """One push now; what came of it."""
        return self.control("POST", "push", {"kind": kind, **members})

    def pushes(self, kind=None, after=0):
        return self.control("GET", f"pushes?after={after}" + (f"&kind={kind}" if kind else ""))

    def consent(self, url, appid, **members):
        """On the authorisation page at `url`: permission_sets, referer. Where the browser is sent."""
        return self.control("POST", "consent", {"url": url, "appid": appid, **members})["redirect"]

    def publish_check(self, **options):
        """messages, pre_auth_code (both true), wait_ms: whether it passed, and its steps."""
        return self.control("POST", "publish_check", options)

    def add_applications(self, *applications):
        return self.control("POST", "applications", list(applications))

    def codes(self, application, start=0, count=100):
        return self.control("GET", f"applications/{application}/codes?from={start}&count={count}")

    def fault(self, kind, path=QUERY_PATH, **members):
        """The next call to `path` goes wrong; times=0: every one."""
        return self.control("POST", "faults", {"kind": kind, "path": path, **members})

    def clear_faults(self):
        self.control("DELETE", "faults")

    def ledger(self, path="", merchant="", after=0, limit=1_000_000):
        """Every call that was read, oldest first."""
        wanted = urllib.parse.urlencode({"path": path, "merchant": merchant, "after": after, "limit": limit})
        return self.control("GET", f"ledger?{wanted}")

    def queries(self, merchant=""):
        return self.ledger(QUERY_PATH, merchant)

    def refreshes(self, merchant=""):
        return self.ledger("/cgi-bin/component/api_authorizer_token", merchant)

    def reset_ledger(self):
        self.control("DELETE", "ledger")

    def violations(self):
        """What strict mode found."""
        return self.control("GET", "violations")["violations"]

    def reset_violations(self):
        self.control("DELETE", "violations")

    def plant_secrets(self, secrets):
        """Everything that it handed out and that must stay in."""
        component = self.component()
        secrets.plant("component_appsecret", component["component_secret"])
        for ticket in component["tickets"]:
            secrets.plant("component_verify_ticket", ticket["ticket"])
        for token in component["tokens"]:
            secrets.plant("component_access_token", token["value"])
        for merchant in self.merchants():
            if merchant.get("refresh_token"):
                secrets.plant(f"refresh token of {merchant['appid']}", merchant["refresh_token"])
            if token := self.merchant(merchant["appid"]).get("access_token"):
                secrets.plant(f"access token of {merchant['appid']}", token)
