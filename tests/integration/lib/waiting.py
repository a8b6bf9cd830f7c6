"""Waiting for what will be true soon, never for a length of time."""

import time

from lib.paths import is_plain_build

SLACK = 1 if is_plain_build() else 5  # a sanitizer's build takes longer for everything


def wait_until(condition, seconds=30, what=None):
    """Asks `condition` until it returns something true, and returns that; fails when the time is over."""
    end = time.monotonic() + seconds * SLACK
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError(f"waited {seconds * SLACK} s in vain for {what or condition}; it last said {value!r}")
        time.sleep(0.02)
