"""Remembers every secret of a test, and looks for them where none may be."""

import base64
import binascii
import re
import urllib.parse

# What a secret looks like, also one that no test planted.
SHAPES = {
    "a refresh token": re.compile(r"refreshtoken@@@[\w-]{20,}"),
    "a ticket": re.compile(r"ticket@@@[\w-]{20,}"),
    "an authorization code": re.compile(r"(?:queryauthcode|preauthcode)@@@[\w-]{20,}"),
    "an access token": re.compile(r"\b\d{2,3}_[\w-]{120,}"),
    "a gateway token": re.compile(r"\bgt_[\w-]{40,}"),
    "an API key": re.compile(r"\bmk_[0-9a-z]{12}_[\w-]{30,}"),
}
SANITIZER_REPORT = re.compile(r"(?:ERROR|WARNING|SUMMARY): \w+Sanitizer|runtime error:")


def as_base64(value):
    """What of a value shows in base64, wherever it begins in the text that was encoded."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + value).decode()
        whole = encoded[-(-8 * before // 6):8 * (before + len(value)) // 6]
        yield from {whole, whole.replace("+", "-").replace("/", "_")}


def forms_of(secret):
    """A secret in clear, hex, base64 and URL encoding; of a key that is text in base64, also the key itself."""
    values = [secret.encode()]
    try:
        decoded = base64.b64decode(secret, validate=True)
        values += [decoded] if len(decoded) >= 16 else []
    except binascii.Error:
        pass
    forms = {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret)}
    for value in values:
        forms |= {value.hex(), value.hex().upper(), *as_base64(value)}
    return forms


class Secrets:
    def __init__(self):
        self.planted = {}

    def plant(self, name, value):
        """Returns the value, so that it can be planted where it is made."""
        assert len(value) >= 8, f"{name} is too short to be looked for"
        self.planted[value] = name
        return value

    def found_in(self, text):
        planted = {name for value, name in self.planted.items() if value in text}
        return sorted(planted | {name for name, shape in SHAPES.items() if shape.search(text)})

    def found_in_any_form(self, text):
        hidden = {name for value, name in self.planted.items() if any(form in text for form in forms_of(value))}
        return sorted(hidden | set(self.found_in(text)))

    def complaints_about(self, name, text):
        """What is wrong with a log, one text each."""
        found = [f"{name} holds a secret: {secret}" for secret in self.found_in(text)]
        report = SANITIZER_REPORT.search(text)
        if report:
            found.append(f"{name} holds a sanitizer's report: {text[report.start():report.start() + 3000]}")
        return found
