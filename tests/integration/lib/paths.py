"""Where the checkout is, and the programs under test."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("GATEWAY_BUILD_DIR", ROOT / "build" / "dev")).absolute()


def program(name):
    """The simulator is no subject of the tests: with a sanitizer's build the plain one is used."""
    plain = name == "weixin-simulator" and not is_plain_build()
    path = (ROOT / "build" / "dev" if plain else BUILD) / "src" / name
    assert path.exists(), f"{path} is not there: build it with ./scripts/test, or set GATEWAY_BUILD_DIR"
    return path


def sanitizer():
    """What the build was made with, such as "thread"; "" for none."""
    cache = BUILD / "CMakeCache.txt"
    found = cache.exists() and re.search(r"^GATEWAY_SANITIZE:\w+=(.+)$", cache.read_text(), re.MULTILINE)
    return found[1] if found else ""


def is_plain_build():
    """Without a sanitizer, whose own memory says nothing about the program."""
    return not sanitizer()
