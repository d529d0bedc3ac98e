"""Part `peers`: Rebounce against other renderers of the same workloads, in turns.

A peer is a module with `renderers(quick)`, functions by name that take a workload's instruments and
bars and give a `Run`, and `missing()`, why it cannot be run here, or None.
"""

import sys

from measure import Skipped, in_turns, median, one_hash, rebounce
from songs import WORKLOADS, path_of
from tables import number, table
from workloads import BPM

# Seconds that one renderer may spend on one workload; it is run once all the same.
PATIENCE = 100

# A bar in seconds, which the old API's rule of length leaves behind these workloads.
TAIL = 4 * 60 / BPM

# They ask for TAIL.
from peers import csound, in_browser, scsynth, web_audio  # noqa: E402

HEAD = ["workload", "renderer", "runs", "s", "× real time", "to Rebounce, 1 thread",
        "to 2 threads", "CPU s", "peak MB"]


def measure(quick):
    """The table of this part, as Markdown."""
    renderers, skipped = ours(), []
    for peer in [in_browser, scsynth, csound, web_audio.Chromium, web_audio.Node]:
        if (reason := peer.missing()) is None:
            renderers |= peer.renderers(quick)
        else:
            skipped.append(Skipped(peer.NAME, reason))
    rows = []
    for size in WORKLOADS[:1] if quick else WORKLOADS:
        workload = f"W({size[0]},{size[1]})"
        here = {}
        for name, render in renderers.items():
            if (reason := too_long(name, size)) is None:
                here[name] = lambda render=render: render(*size)
            else:
                skipped.append(Skipped(f"{name}, {workload}", reason))
        runs, failed = in_turns(here, 2 if quick else 5, PATIENCE)
        skipped += [Skipped(f"{one.name}, {workload}", one.reason) for one in failed]
        rows_here = [row(workload, name, done, runs) for name, done in runs.items()]
        print(table(HEAD, rows_here), file=sys.stderr, flush=True)
        rows += rows_here
    text = "**Peers**, in turns, medians. Above 1 in the two columns of ratios: slower than " \
           "Rebounce by that factor.\n\n" + table(HEAD, rows)
    names = [f"- Skipped: {one.name} ({one.reason})." for one in skipped]
    return "\n".join([text, "", *names]) if names else text


def ours():
    """Rebounce, with as much tail as its peers render."""
    def with_threads(threads):
        return lambda *size: rebounce(path_of(*size), threads, "--tail", TAIL)

    return {"Rebounce, 1 thread": with_threads(1), "Rebounce, 2 threads": with_threads(2)}


def too_long(name, size):
    """Why a renderer is not run on a workload."""
    if name == web_audio.SEQUENTIAL and size == (16, 64):
        return "its time grows with instruments × notes: about half an hour"
    return None


def row(workload, name, done, runs):
    """A renderer's row; `runs` are those of all renderers of the workload."""
    one, two = (runs[f"Rebounce, {threads}"] for threads in ["1 thread", "2 threads"])
    seconds = median(done)
    hash = f" {one_hash(one + two + done)}" if name.startswith("Rebounce") else ""
    if name.startswith(in_browser.NAME):
        name += f", first window {1000 * median(done, 'first'):.0f} ms, page's thread " \
                f"{100 * median(done, 'main'):.0f} %"
    return [workload, name + hash, len(done), number(seconds),
            number(done[0].audio / seconds), f"{seconds / median(one):.2f}",
            f"{seconds / median(two):.2f}", number(median(done, "cpu")),
            number(median(done, "peak_mb"))]
