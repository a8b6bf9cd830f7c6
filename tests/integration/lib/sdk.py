"""Public WeChat SDKs from npm, unmodified (tests/sdk), each in a process of its own."""

import json
import os
import subprocess

from lib.paths import ROOT

FOLDER = ROOT / "tests" / "sdk"


def drive(sdk, url, key, appid, steps, folder, certificate=None, **more):
    """What came of each step: see tests/sdk/drive.js. `certificate`: whom to trust besides the usual ones."""
    assert (FOLDER / "node_modules").is_dir(), "the SDKs are not there: ./scripts/test installs them (npm ci in tests/sdk)"
    plan = {"url": url, "appid": appid, "secret": key, "folder": str(folder), "steps": steps, **more}
    environment = os.environ | ({"NODE_EXTRA_CA_CERTS": str(certificate)} if certificate else {})
    done = subprocess.run(["node", "drive.js", sdk], cwd=FOLDER, input=json.dumps(plan), env=environment,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
