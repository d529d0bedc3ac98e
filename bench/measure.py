"""Runs processes and measures them: time, CPU, memory; what is compared runs in turns."""

import json
import math
import os
import pathlib
import statistics
import subprocess
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Beside the repository, or above it where this is one of several work trees.
SHARED = next((found for above in ROOT.parents
               if (found := above / "shared" / "bench" / "browser").is_dir()), None)
SCRATCH = ROOT / "target" / "bench"
REBOUNCE = ROOT / "target" / "release" / "rebounce"


@dataclass
class Run:
    """One render, measured."""

    seconds: float
    cpu: float
    peak_mb: float
    audio: float
    hash: str = ""
    timing: dict = field(default_factory=dict)


@dataclass
class Skipped:
    """Something that was not run to its end, and why."""

    name: str
    reason: str


def process(command, folder=None):
    """Runs a command to its end: seconds, CPU seconds and MB at the peak, all of it.

    The peak of a process that needs less than this one (some 15 MB) is not seen.
    """
    log = SCRATCH / "last-process.log"
    with open(log, "w") as out:
        began = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=out,
                                 stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        tail = log.read_text()[-2000:]
        raise RuntimeError(f"one run ended with code {child.returncode}\n{command[0]}: {tail}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def rebounce(song, threads, *options):
    """One render by Rebounce: the whole process, from its start to the WAV on the disk."""
    out, report = SCRATCH / "rebounce.wav", SCRATCH / "rebounce.json"
    try:
        seconds, cpu, _ = process([REBOUNCE, "render", song, "-o", out, "--report", report, "-q",
                                   "--threads", threads, *options])
    except RuntimeError as error:
        raise SystemExit(error) from None
    told = json.loads(report.read_text())
    return Run(seconds, cpu, told["memory"]["peakBytes"] / 2**20, told["audio"]["seconds"],
               told["audio"]["hash"], told["timing"])


def in_turns(renderers, rounds, patience=math.inf):
    """Runs every renderer once a round, so that what the machine does meanwhile falls on all.

    `renderers` are functions by name. One that would take more than `patience` seconds in all is
    run no further, but every one once. Gives the runs by name, and each run that failed.
    """
    runs, failed = {name: [] for name in renderers}, []
    for _ in range(rounds):
        for name, done in runs.items():
            spent = sum(run.seconds for run in done)
            if done and spent * (len(done) + 1) / len(done) > patience:
                continue
            try:
                done.append(renderers[name]())
            except RuntimeError as error:
                failed.append(Skipped(name, str(error).splitlines()[0]))
    return {name: done for name, done in runs.items() if done}, failed


def median(runs, of="seconds"):
    """The median of one figure over runs; `of` may name a field of the report's timing."""
    values = [run.timing[of] if of in run.timing else getattr(run, of) for run in runs]
    return statistics.median(values)


def one_hash(runs):
    """The first digits of the runs' hash, or that they differ."""
    hashes = {run.hash for run in runs}
    return f"`{hashes.pop()[:12]}`" if len(hashes) == 1 else "**DIFFERS**"
