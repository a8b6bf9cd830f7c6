"""Waiting for what will be true soon, never for a length of time."""

import time


def wait_until(condition, seconds=10, what=None):
    """Asks `condition` until it returns something true, and returns that; fails when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError(f"waited {seconds} s in vain for {what or condition}; it last said {value!r}")
        time.sleep(0.02)
