"""A merchant's browser on its way through /authorize, with WeChat's part played by the test."""

import json
import urllib.parse
from html.parser import HTMLParser

from lib.push import Pusher
from lib.world import DEMO_APPID


class Page(HTMLParser):
    """What a person sees of an answer: its text, its heading, where its links go."""

    def __init__(self, answer):
        super().__init__()
        self.status, self.headers = answer.status, answer.headers
        self.links, self.tags, self.heading, self.visible = [], set(), "", ""
        self.language, self.inside = None, ""
        self.feed(answer.text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        values = dict(attributes)
        if tag == "a":
            self.links.append(values["href"])
        if tag == "html":
            self.language = values["lang"]
        self.inside = tag

    def handle_data(self, data):
        self.visible += data
        if self.inside == "h1" and not self.heading:
            self.heading = data

    def link(self, part):
        return next(link for link in self.links if part in link)


def query_of(url):
    return {name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).items()}


class House:
    """Gateways that know neither ticket nor merchant, with pushes and /authorize; `visit` is one browser request."""

    def __init__(self, world):
        self.world = world
        self.cookies = {}  # of the browser; empty it to be another one
        component = world.simulator.component()["component_appid"]
        self.pusher = Pusher(component)
        world.secrets.plant("push token", self.pusher.token)
        world.secrets.plant("EncodingAESKey", self.pusher.encoding_key)

    def gateway(self, **settings):
        environment, wanted = self.pusher.settings()
        wanted = {name.replace(".", "__"): value for name, value in wanted.items()}
        gateway = self.world.gateway(**{"platform__public_url": "http://127.0.0.1:1"} | wanted | settings)
        gateway.environment |= environment
        return gateway.start()

    def push_ticket(self, gateway):
        assert self.pusher.ticket(gateway.public_url, self.world.simulator.demo()["ticket"]).body == b"success"

    def invite(self, *words):
        """The path of a new invitation's link."""
        made = json.loads(self.world.gateways[0].cli("merchant", "invite", "--json", *words))
        path = made["link"].removeprefix("http://127.0.0.1:1")
        self.world.secrets.plant("invitation", query_of(path)["invitation"])
        return path

    def visit(self, gateway, path, language="en"):
        headers = {"Accept-Language": language} if language else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with gateway.caller() as browser:
            answer = browser.get(path, headers=headers)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = self.world.secrets.plant("browser mark", value)
        return Page(answer)

    def settled(self, gateway, page):
        """Follows the page that looks again by itself, as a browser does, to the last one."""
        for _ in range(60):
            refresh = page.headers["Refresh"]
            if refresh is None:
                return page
            page = self.visit(gateway, refresh.split("url=")[1])
        raise AssertionError("the page looks again for ever")

    def start(self, gateway, path, on="computer"):
        """Clicks through to WeChat; the query of the address at WeChat."""
        page = self.visit(gateway, path)
        assert page.status == 200, page.visible
        sent = self.visit(gateway, page.link(f"on={on}"))
        assert sent.status == 303, sent.visible
        self.world.secrets.plant("pre-auth code", query_of(sent.headers["Location"])["pre_auth_code"])
        return sent.headers["Location"]

    def consent(self, appid=DEMO_APPID, **members):
        """The merchant consents at WeChat; the code that this brings."""
        answer = self.world.simulator.control("POST", f"merchants/{appid}/authorize", members)
        return self.world.secrets.plant("authorization code", answer["authorization_code"])

    def back(self, location, code):
        """The path by which WeChat sends the browser back."""
        callback = urllib.parse.urlsplit(query_of(location)["redirect_uri"])
        return f"{callback.path}?{callback.query}&{urllib.parse.urlencode({'auth_code': code, 'expires_in': 3600})}"

    def exchanges(self):
        return self.world.simulator.ledger("/cgi-bin/component/api_query_auth")

    def merchants(self):
        return dict(self.world.database.rows("SELECT appid, authorized FROM merchant"))
