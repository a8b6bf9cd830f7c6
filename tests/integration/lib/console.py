"""The console's API, as its pages call it."""

from lib.web import Client

PASSWORD = "correct-horse battery 7"


class Console:
    """One browser. Remembers its cookie and its CSRF token. What it asks goes through the ContractProxy."""

    def __init__(self, gateway):
        self.client = Client(gateway.console_url)
        self.cookie, self.csrf = None, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.__exit__(*_)

    def ask(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            headers.setdefault("Cookie", self.cookie)
        if self.csrf and method not in ("GET", "HEAD"):
            headers.setdefault("X-CSRF-Token", self.csrf)
        answer = self.client.ask(method, path, body, headers=headers)
        cookie = answer.headers.get("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def log_in(self, name, password=PASSWORD, **more):
        answer = self.ask("POST", "/api/v1/session", {"name": name, "password": password} | more)
        if answer.status == 200:
            self.csrf = answer.json()["csrf_token"]
        return answer


def make_account(world, name, role="admin", *options, password=PASSWORD):
    file = world.file(f"password-{name}", world.secrets.plant(f"password of {name}", password))
    world.gateways[0].cli("staff", "create", name, "--role", role, "--password-file", file, *options)
