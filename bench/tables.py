"""Markdown tables, and their place in docs/benchmarks.md: between two marker lines a part."""

import datetime
import math
import os
import pathlib
import platform
import subprocess

from measure import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"


def table(head, rows):
    """A table in Markdown; the first column is text, the others stand to the right."""
    lines = [" | ".join(head), " | ".join(["---"] + ["--:"] * (len(head) - 1))]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def number(x, digits=3):
    """A number with so many significant digits, and no exponent."""
    if x is None:
        return ""
    decimals = digits - 1 - math.floor(math.log10(x)) if x > 0 else 0
    return f"{x:.{max(0, decimals)}f}"


def stamp(load_before):
    """When, on what and of which commit."""
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout

    commit = git("rev-parse", "--short", "HEAD").strip() or "no commit"
    changed = git("status", "--porcelain", "--", "crates", "songs", "Cargo.lock").strip()
    now = datetime.datetime.now(datetime.timezone.utc)
    return (f"{now:%Y-%m-%d %H:%M} UTC, {cpu()}, commit {commit}"
            f"{' with changes' if changed else ''}; load {load_before:.1f} when it began, "
            f"{os.getloadavg()[0]:.1f} when it ended.")


def cpu():
    """The processor's name, the widest SIMD it has, its cores."""
    name, simd = platform.processor() or platform.machine(), ""
    about = pathlib.Path("/proc/cpuinfo")
    if about.exists():
        facts = dict(line.split(":", 1) for line in about.read_text().splitlines() if ":" in line)
        facts = {key.strip(): value.strip() for key, value in facts.items()}
        name = f"{facts.get('model name', name)} (family {facts.get('cpu family', '?')}, " \
               f"model {facts.get('model', '?')})"
        flags = facts.get("flags", "").split()
        simd = next((word for word in ["avx512f", "avx2", "sse4_2"] if word in flags), "")
    return ", ".join(filter(None, [name, simd, f"{os.cpu_count()} cores"]))


def write(part, text):
    """Puts a part's text between its markers; the prose around stays."""
    begin, end = f"<!-- make bench-{part}: begin -->", f"<!-- make bench-{part}: end -->"
    document = DOCUMENT.read_text()
    before, _, rest = document.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{DOCUMENT} has no lines {begin} and {end}")
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{after}")
