"""Web Audio: the renderers of ../shared/bench/browser, in headless Chromium and in Node.

They are copied to target/bench/browser and get their packages there; nothing is written into
../shared. Their time is the render call's alone, on a page that has loaded all it needs: no start of the
browser, no decoding.
"""

import json
import shutil
import subprocess

from measure import SCRATCH, SHARED, Run, process
from songs import path_of

# The algorithm that Rebounce replaces: one context, all notes scheduled up front.
SEQUENTIAL = "Chromium, sequential (a)"
FOLDER = SCRATCH / "browser"


class Chromium:
    """Debian's Chromium, driven by the package playwright-core."""

    NAME = "Chromium"

    @staticmethod
    def missing():
        if not shutil.which("chromium"):
            return "chromium is not installed"
        return packages()

    @staticmethod
    def renderers(quick):
        names = {SEQUENTIAL: "a", "Chromium, a context an instrument (c)": "c",
                 "Chromium, just in time on all cores (gd)": "gd"}
        if quick:
            del names[SEQUENTIAL]
        return {name: lambda *size, variant=variant: run("bench.mjs", variant, size)
                for name, variant in names.items()}


class Node:
    """The npm package node-web-audio-api: Web Audio written in Rust."""

    NAME = "node-web-audio-api"

    @staticmethod
    def missing():
        return packages()

    @staticmethod
    def renderers(_quick):
        name = "node-web-audio-api, just in time on all cores (gd)"
        return {name: lambda *size: run("node_bench.mjs", "gd", size)}


def packages():
    """Copies the renderers and installs their packages; why that cannot be, or None."""
    if SHARED is None:
        return "the renderers of ../shared/bench/browser are not here"
    if not shutil.which("npm"):
        return "node and npm are not installed"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in SHARED.iterdir():
        shutil.copyfile(file, FOLDER / file.name)
    installed = (FOLDER / "node_modules").is_dir()
    if not installed and subprocess.run(["npm", "install", "--silent"], cwd=FOLDER).returncode:
        shutil.rmtree(FOLDER)
        return "npm cannot install their packages"
    return None


def run(script, variant, size):
    """One render by a fresh browser or Node."""
    path_of(*size)
    results = FOLDER / "out" / "results.jsonl"
    _, cpu, _ = process(["node", script, variant, *size, 1], FOLDER)
    told = json.loads(results.read_text().splitlines()[-1])
    # Chromium tells the CPU seconds of all its processes while it rendered; Node is one process.
    cpu = told["cpu"][0] if "cpu" in told else cpu
    return Run(told["med"]["total"] / 1000, cpu, told["peak_rss"], told["audio_s"])
