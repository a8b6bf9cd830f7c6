"""Where the checkout is, and the programs under test."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("GATEWAY_BUILD_DIR", ROOT / "build" / "dev")).absolute()


def program(name):
    path = BUILD / "src" / name
    assert path.exists(), f"{path} is not there: build it with ./scripts/test, or set GATEWAY_BUILD_DIR"
    return path


def is_plain_build():
    """Without a sanitizer, whose own memory says nothing about the program."""
    cache = BUILD / "CMakeCache.txt"
    return not cache.exists() or not re.search(r"^GATEWAY_SANITIZE:\w+=.+$", cache.read_text(), re.MULTILINE)
