"""The compatible dialect as an SDK speaks it, and gateway tokens made without the gateway."""

import base64
import hashlib
import hmac
import urllib.parse

from lib.simulator import QUERY_PATH
from lib.world import DEMO_APPID

PURPOSE = b"marketcode-gateway gateway-token 1"


class Compatible:
    """A merchant's system that takes the gateway for api.weixin.qq.com."""

    def __init__(self, gateway, key=None, appid=DEMO_APPID):
        self.gateway = gateway
        self.key = key
        self.appid = appid

    def grant(self, **changes):
        wanted = {"grant_type": "client_credential", "appid": self.appid, "secret": self.key} | changes
        return {name: value for name, value in wanted.items() if value is not None}

    def ask_token(self, headers=None, **changes):
        with self.gateway.caller() as caller:
            return caller.get(f"/cgi-bin/token?{urllib.parse.urlencode(self.grant(**changes))}", headers=headers)

    def ask_stable_token(self, headers=None, **changes):
        with self.gateway.caller() as caller:
            return caller.post("/cgi-bin/stable_token", self.grant(**changes), headers=headers)

    def token(self):
        answer = self.ask_token()
        assert answer.status == 200 and "access_token" in answer.json(), answer.text
        return answer.json()["access_token"]

    def query(self, selector, token=None, **headers):
        """`token` None: a new one."""
        parameters = urllib.parse.urlencode({"access_token": self.token() if token is None else token})
        with self.gateway.caller() as caller:
            return caller.post(f"{QUERY_PATH}?{parameters}", selector, headers=headers)


def mint(master_key, key, expires_at):
    """The gateway token for an API key, from its description (src/tenancy/gateway_token.hpp)."""
    number, secret = master_key.split()
    extracted = hmac.digest(bytes(32), base64.b64decode(secret), hashlib.sha256)
    signing = hmac.digest(extracted, PURPOSE + b"\x01", hashlib.sha256)
    claim = b"\x01" + int(number).to_bytes(4, "big") + int(expires_at).to_bytes(8, "big") + key[3:15].encode()
    signature = hmac.digest(signing, claim, hashlib.sha256)
    return "gt_" + base64.urlsafe_b64encode(claim + signature).decode()
