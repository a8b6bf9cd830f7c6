"""Sigstore's verifier from npm (tests/sigstore): an implementation of Merkle proofs and signed notes that is not ours."""

import json
import subprocess

from lib.paths import ROOT

FOLDER = ROOT / "tests" / "sigstore"


def check_with_sigstore(receipts):
    """"ok" or a complaint for each."""
    assert (FOLDER / "node_modules").is_dir(), "it is not there: ./scripts/test installs it (npm ci in tests/sigstore)"
    done = subprocess.run(["node", "check.js"], cwd=FOLDER, input="".join(json.dumps(receipt) + "\n" for receipt in receipts),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert len(told) == len(receipts)
    return told
