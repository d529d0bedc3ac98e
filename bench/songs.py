"""Part `songs`: whole songs, one thread against two; growth with length; where the time goes."""

import functools
import math

import workloads
from measure import REBOUNCE, ROOT, SCRATCH, in_turns, median, one_hash, process, rebounce
from tables import number, table

# Instruments and bars.
WORKLOADS = [(8, 16), (8, 64), (16, 64), (32, 16)]


@functools.cache
def path_of(instruments, bars):
    """The file of a workload, written when it is first asked for."""
    path = SCRATCH / "patterns" / f"W_{instruments}_{bars}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(workloads.text(workloads.workload(instruments, bars)))
    return path


def measure(quick):
    """All tables of this part, as Markdown."""
    rounds = 1 if quick else 5
    songs = {path.stem: path for path in sorted((ROOT / "songs").glob("*.json"))}
    songs |= {f"W({n},{bars})": path_of(n, bars) for n, bars in WORKLOADS}
    # All songs stand in every round, so that a busy minute does not fall on one of them alone.
    runs, _ = in_turns({(name, threads): lambda path=path, threads=threads: rebounce(path, threads)
                        for name, path in songs.items() for threads in (1, 2)}, rounds)
    return "\n\n".join([
        "**Whole songs**, the whole process, WAV of 16 bits on the disk, predicted gain, "
        f"natural tail; medians of {rounds}.",
        threads_table(songs, runs),
        "**Where the time goes**, one thread, ms. *Start* is what the report does not see: the "
        "process's start and end, and the report itself. *Encode* waits for the disk (fsync).",
        phases_table(songs, runs),
        *pools(rounds),
        *growth(quick),
    ])


def threads_table(songs, runs):
    head = ["song", "audio s", "1 thread s", "× real time", "2 threads s", "1 : 2", "CPU s, 1",
            "CPU s, 2", "peak MB, 2", "hash"]
    rows = []
    for name in songs:
        one, two = runs[name, 1], runs[name, 2]
        audio, t1, t2 = one[0].audio, median(one), median(two)
        rows.append([name, f"{audio:.1f}", number(t1), number(audio / t1), number(t2),
                     f"{t1 / t2:.2f}", number(median(one, "cpu")), number(median(two, "cpu")),
                     number(median(two, "peak_mb")), one_hash(one + two)])
    return table(head, rows)


def phases_table(songs, runs):
    rows = []
    for name in songs:
        one = runs[name, 1]
        start = median(one) - median(one, "totalSeconds")
        phases = [median(one, f"{phase}Seconds")
                  for phase in ["read", "prepare", "render", "encode"]]
        rows.append([name, *(f"{1000 * seconds:.1f}" for seconds in [start, *phases])])
    return table(["song", "start", "read", "prepare", "render", "encode"], rows)


def pools(rounds):
    """What it saves that equal filters at the ends of tracks are one on their sum."""
    sizes = [(8, 64), (16, 64), (32, 16)]
    runs, _ = in_turns({(size, step): lambda size=size, step=step: rebounce(room_of(size, step), 1)
                        for size in sizes for step in (0.0, STEP)}, rounds)
    rows = []
    for n, bars in sizes:
        pooled, apart = (median(runs[(n, bars), step]) for step in (0.0, STEP))
        rows.append([f"W({n},{bars})", number(apart), number(pooled), f"{apart / pooled:.2f}"])
    return [
        "**Pools**: W with a reverb of 1.55 s at the end of every track, panned as they are; one "
        f"thread. *Apart*: each is mixed in by {STEP:g} more than the one before, so none is equal.",
        table(["song", "apart s", "pooled s", "apart : pooled"], rows),
    ]


# Far below what is heard, and enough not to be equal.
STEP = 1e-6


@functools.cache
def room_of(size, step):
    """The file of such a song, written when it is first asked for."""
    path = SCRATCH / "patterns" / f"room_{size[0]}_{size[1]}_{'apart' if step else 'pooled'}.json"
    path.write_text(workloads.text(workloads.one_room(workloads.workload(*size), step)))
    return path


def growth(quick):
    """What more bars cost, up to about an hour, and what a short job waits for."""
    rounds = 1 if quick else 5
    bars = [16, 32, 64, 128]
    runs, _ = in_turns({n: lambda n=n: rebounce(path_of(8, n), 1) for n in bars}, rounds)
    if not quick:
        runs[2048] = [rebounce(path_of(8, 2048), 1)]
    first = median(runs[16]) / 16
    rows = [[n, f"{done[0].audio:.0f}", number(median(done)), f"{median(done) / n / first:.3f}",
             number(median(done, "peak_mb"))] for n, done in runs.items()]
    last = max(runs)
    exponent = math.log(median(runs[last]) / median(runs[16]), last / 16)
    bare = sorted(process([REBOUNCE, "--version"])[0] for _ in range(11))[5]
    path = path_of(8, 2)
    short = median([rebounce(path, 1) for _ in range(11)])
    return [
        f"**Growth with length**, W(8, bars), one thread; exponent {exponent:.3f}. Medians of "
        f"{rounds}, the longest once.",
        table(["bars", "audio s", "s", "a bar, against 16 bars", "peak MB"], rows),
        f"**A short job**: W(8,2) takes {1000 * short:.0f} ms, of which `rebounce --version` "
        f"takes {1000 * bare:.1f} ms (medians of 11).",
    ]
