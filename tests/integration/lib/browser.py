"""A real browser (tests/e2e), in a process of its own."""

import json
import os
import subprocess
import tempfile

from lib.paths import ROOT
from lib.waiting import SLACK

FOLDER = ROOT / "tests" / "e2e"
PATIENCE = 30  # seconds for each step: what ends a scenario that hangs


def drive(script, seconds=10 * PATIENCE, **plan):
    """What the scenario of tests/e2e/`script` gives, within `seconds`. No page may complain: see tests/e2e/browser.js."""
    assert (FOLDER / "node_modules").is_dir(), "the browser's driver is not there: ./scripts/test installs it (npm ci in tests/e2e)"
    plan["timeout_ms"] = PATIENCE * SLACK * 1000
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as home:  # short: sockets lie in it
        done = subprocess.run(["node", script], cwd=FOLDER, input=json.dumps(plan), capture_output=True, text=True,
                              env=os.environ | {"HOME": home, "TMPDIR": home}, timeout=seconds * SLACK)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not told["complaints"], "\n".join(told["complaints"])
    return told["result"]
