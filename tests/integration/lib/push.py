"""WeChat's side of the push URLs: signs, encrypts and sends what it pushes to a platform."""

import base64
import hashlib
import secrets as randomness
import struct
import subprocess
import time
import urllib.parse

from lib.web import Client

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def make_encoding_key():
    """43 letters and digits; the last one without bits that belong to no byte."""
    return "".join(randomness.choice(LETTERS) for _ in range(42)) + "A"


class Pusher:
    def __init__(self, component_appid, token=None, encoding_key=None):
        self.appid = component_appid
        self.token = token or randomness.token_hex(8)
        self.encoding_key = encoding_key or make_encoding_key()

    def settings(self):
        """The gateway's environment and settings for these pushes."""
        return ({"GATEWAY_PUSH_TOKEN": self.token, "GATEWAY_ENCODING_KEY": self.encoding_key},
                {"platform.push_token_env": "GATEWAY_PUSH_TOKEN", "platform.encoding_aes_key_env": "GATEWAY_ENCODING_KEY"})

    def encrypt(self, message, receiver=None, encoding_key=None):
        key = base64.b64decode((encoding_key or self.encoding_key) + "=")
        text = message.encode()
        plain = b"0123456789abcdef" + struct.pack(">I", len(text)) + text + (receiver or self.appid).encode()
        pad = 32 - len(plain) % 32
        done = subprocess.run(["openssl", "enc", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", key[:16].hex()],
                              input=plain + bytes([pad]) * pad, capture_output=True, check=True, timeout=10)
        return base64.b64encode(done.stdout).decode()

    def decrypt(self, encrypted, encoding_key=None):
        """The message of a reply; it has to be for this platform."""
        key = base64.b64decode((encoding_key or self.encoding_key) + "=")
        done = subprocess.run(["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", key[:16].hex()],
                              input=base64.b64decode(encrypted), capture_output=True, check=True, timeout=10)
        plain = done.stdout[:-done.stdout[-1]]
        length = struct.unpack(">I", plain[16:20])[0]
        assert plain[20 + length:].decode() == self.appid
        return plain[20:20 + length].decode()

    def sign(self, timestamp, nonce, encrypted):
        return hashlib.sha1("".join(sorted([self.token, timestamp, nonce, encrypted])).encode()).hexdigest()

    def send(self, url, message, path="/weixin/events", receiver=None, encoding_key=None, timestamp=None, spoil=None):
        """`spoil`: replaces parameters of the signed push by others."""
        encrypted = self.encrypt(message, receiver, encoding_key)
        timestamp = timestamp or str(int(time.time()))
        nonce = "263014780"
        parameters = {"signature": "0" * 40, "timestamp": timestamp, "nonce": nonce, "encrypt_type": "aes",
                      "msg_signature": self.sign(timestamp, nonce, encrypted)} | (spoil or {})
        body = f"<xml>\n    <AppId><![CDATA[{self.appid}]]></AppId>\n    <Encrypt><![CDATA[{encrypted}]]></Encrypt>\n</xml>"
        with Client(url) as client:
            return client.post(f"{path}?{urllib.parse.urlencode(parameters)}", body, headers={"Content-Type": "text/xml"})

    def event(self, info_type, created_at=None, appid=None, **members):
        """The XML of an authorisation event."""
        cdata = "".join(f"<{name}><![CDATA[{value}]]></{name}>\n" for name, value in members.items())
        return (f"<xml><AppId><![CDATA[{appid or self.appid}]]></AppId>\n<CreateTime>{created_at or int(time.time())}"
                f"</CreateTime>\n<InfoType><![CDATA[{info_type}]]></InfoType>\n{cdata}</xml>")

    def ticket(self, url, ticket, **options):
        return self.send(url, self.event("component_verify_ticket", ComponentVerifyTicket=ticket), **options)

    def authorized(self, url, appid, code, info_type="authorized", **options):
        message = self.event(info_type, AuthorizerAppid=appid, AuthorizationCode=code,
                             AuthorizationCodeExpiredTime=int(time.time()) + 3600, PreAuthCode="preauthcode@@@x")
        return self.send(url, message, **options)

    def unauthorized(self, url, appid, created_at=None):
        return self.send(url, self.event("unauthorized", created_at, AuthorizerAppid=appid))
