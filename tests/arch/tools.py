"""Runs the tools that some checks lean on."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

JOBS = min(2, os.cpu_count() or 1)


def run(command, folder):
    """Status and everything that the command said."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return done.returncode, done.stdout


def run_all(commands, folder):
    """Several commands, as many at a time as there are processors; results in their order."""
    with ThreadPoolExecutor(JOBS) as pool:
        return list(pool.map(lambda command: run(command, folder), commands))


def need(tool):
    if shutil.which(tool) is None:
        print(f"{tool} is not installed: ./scripts/test installs it")
        sys.exit(1)
    return tool


def in_parts(things, count):
    return [part for start in range(count) if (part := things[start::count])]
