"""Part `kernels`: nanoseconds of every kernel, and its instructions counted by callgrind."""

import json
import re
import shutil
import subprocess

from measure import ROOT, SCRATCH
from tables import number, table


def measure(quick):
    """The table of this part, as Markdown."""
    program = build()
    rounds = 20 if quick else 200
    timed = lines([program, "--rounds", str(rounds)])
    counts, level, skipped = count(program)
    levels = list(dict.fromkeys(level for _, _, level, _ in timed))
    times = {(name, level): float(ns) for name, _, level, ns in timed}
    rows = []
    for name, unit in dict.fromkeys((name, unit) for name, unit, _, _ in timed):
        scale = 1000 if unit == "call" else 1
        of_levels = [number(times[name, level] / scale if (name, level) in times else None)
                     for level in levels]
        rows.append([name, "µs a call" if unit == "call" else f"ns a {unit}", *of_levels,
                     number(counts.get(name))])
    instructions = f"instructions, {level}" if level else "instructions"
    note = f"\n\n{skipped}" if skipped else ""
    return (f"**Kernels** at 48 kHz, the fastest of {rounds} rounds; instructions a unit by "
            "callgrind, which repeat where times do not.\n\n"
            + table(["kernel", "unit", *levels, instructions], rows) + note)


def build():
    """The bench program's path; building it if it is not up to date."""
    command = ["cargo", "bench", "--locked", "--no-run", "-p", "rebounce-dsp", "--bench",
               "kernels", "--message-format=json"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    messages = (json.loads(line) for line in told.splitlines())
    return [message["executable"] for message in messages if message.get("executable")][-1]


def lines(command):
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in told.splitlines()]


def count(program):
    """Instructions a unit by kernel, the level of SIMD they are of, and why there are none."""
    if not shutil.which("valgrind"):
        return {}, "", "Skipped: instruction counts (valgrind is not installed)."
    folder = SCRATCH / "callgrind"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # A dump is written each time the function is left: the kernels' in their order.
    function = "kernels::counted"
    kernels = lines(["valgrind", "--tool=callgrind", f"--toggle-collect={function}",
                     f"--dump-after={function}", f"--callgrind-out-file={folder / 'out'}",
                     program, "--count"])
    counts = {}
    for index, (name, _, level, units) in enumerate(kernels, start=1):
        dump = (folder / f"out.{index}").read_text()
        total = int(re.search(r"^(?:summary|totals): (\d+)", dump, re.MULTILINE)[1])
        counts[name] = total / float(units)
    return counts, level, ""
