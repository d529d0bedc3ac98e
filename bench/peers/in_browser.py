"""Rebounce's own JavaScript package in headless Chromium, by web.mjs beside this file."""

import json
import shutil
import subprocess

from measure import ROOT, SCRATCH, Run, process
from peers import TAIL
from songs import path_of

NAME = "Rebounce in Chromium"


def missing():
    """Builds the package; why that cannot be, or None."""
    for tool in ["chromium", "node", "npm"]:
        if not shutil.which(tool):
            return f"{tool} is not installed"
    built = subprocess.run(["make", "web"], cwd=ROOT, capture_output=True, text=True)
    return f"make web: {built.stderr.splitlines()[-1]}" if built.returncode else None


def renderers(_quick):
    return {f"{NAME}, {count} worker{'s' if count > 1 else ''}":
            lambda *size, count=count: run(count, size) for count in [1, 2]}


def run(workers, size):
    """One render by a fresh browser, its module warm."""
    process(["node", ROOT / "bench/peers/web.mjs", path_of(*size), workers, TAIL])
    told = json.loads((SCRATCH / "last-process.log").read_text().splitlines()[-1])
    return Run(told["seconds"], told["cpu"], told["peak"], told["audio"], told["hash"],
               {"first": told["first"], "main": told["main"]})
