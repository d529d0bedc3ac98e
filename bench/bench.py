"""Measures Rebounce: `make bench`; docs/benchmarks.md tells what the figures mean.

    python3 bench/bench.py [--quick] [songs] [kernels] [peers] [soundfonts]

Without a part: all. Each part prints its tables and writes them into docs/benchmarks.md; a quick
run only prints. Python's standard library is all it needs.
"""

import argparse
import os
import subprocess
import sys
import time

import kernels
import peers
import peers.fluidsynth
import songs
import tables
from measure import ROOT, SCRATCH

PARTS = {"songs": songs.measure, "kernels": kernels.measure, "peers": peers.measure,
         "soundfonts": peers.fluidsynth.measure}


def main():
    arguments = argparse.ArgumentParser(description="Measures Rebounce.")
    arguments.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    arguments.add_argument("--quick", action="store_true",
                           help="fewer repetitions, no renderer that takes minutes; only prints")
    arguments = arguments.parse_args()
    unknown = set(arguments.parts) - PARTS.keys()
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    SCRATCH.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "rebounce-cli"], cwd=ROOT,
                   check=True)
    for part in arguments.parts or PARTS:
        load, began = os.getloadavg()[0], time.monotonic()
        text = PARTS[part](arguments.quick)
        text = f"{tables.stamp(load)}\n\n{text}"
        print(f"{text}\n", flush=True)
        if not arguments.quick:
            tables.write(part, text)
        print(f"({part}: {time.monotonic() - began:.0f} s)\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
