"""Part `soundfonts`: real MIDI songs with one SoundFont, by Rebounce and by FluidSynth, in turns;
a batch of many short files; and what a font costs a process that just begins.
"""

import pathlib
import random
import shutil
import struct

from measure import SCRATCH, REBOUNCE, Run, in_turns, median, process, rebounce
from tables import number, table

NAME = "FluidSynth"
# Debian's `timgm6mb-soundfont` and `openttd-openmsx`.
FONT = pathlib.Path("/usr/share/sounds/sf2/TimGM6mb.sf2")
SONGS = pathlib.Path("/usr/share/games/openttd/baseset/openmsx")
# The densest of them: 53, 45 and 17 voices on average.
DENSE = ["the_fast_route", "busy_schedule", "flying_scotsman"]
SHORT_FILES = 200

HEAD = ["song", "renderer", "runs", "s", "× real time", "CPU s", "to FluidSynth", "peak MB"]


def missing():
    if not shutil.which("fluidsynth"):
        return "fluidsynth is not installed"
    for path in [FONT, SONGS]:
        if not path.exists():
            return f"{path} is not there"
    return None


def fluidsynth(song):
    """FluidSynth's own renderer: reverb and chorus on, interpolation of the fourth order."""
    out = SCRATCH / "fluidsynth.wav"
    seconds, cpu, peak = process(["fluidsynth", "-q", "-ni", "-r", "44100", "-T", "wav", "-O",
                                  "s16", "-F", out, FONT, song])
    return Run(seconds, cpu, peak, (out.stat().st_size - 44) / 4 / 44100)


def ours(song, threads, *options):
    return rebounce(song, threads, "--soundfont", FONT, *options)


def measure(quick):
    """The tables of this part, as Markdown."""
    if (reason := missing()) is not None:
        return f"- Skipped: {NAME} ({reason})."
    rounds = 2 if quick else 5
    rows = []
    for name in DENSE[:1] if quick else DENSE:
        song = SONGS / f"{name}.mid"
        runs, _ = in_turns({
            "FluidSynth": lambda song=song: fluidsynth(song),
            "Rebounce, 1 thread, no prints": lambda song=song: ours(song, 1, "--limit", "prints=0"),
            "Rebounce, 2 threads, no prints": lambda song=song: ours(song, 2, "--limit", "prints=0"),
            "Rebounce, 1 thread": lambda song=song: ours(song, 1),
        }, rounds)
        peer = median(runs["FluidSynth"], "cpu")
        for renderer, done in runs.items():
            seconds, cpu = median(done), median(done, "cpu")
            audio = done[0].audio
            rows.append([name, renderer, len(done), number(seconds), number(audio / seconds),
                         number(cpu), number(peer / cpu), number(median(done, "peak_mb"))])
    text = "**SoundFonts**, in turns, medians; whole processes, WAV of 16 bits. \"To FluidSynth\" " \
           "is its CPU time over the renderer's.\n\n" + table(HEAD, rows)
    return "\n\n".join([text, batch(20 if quick else SHORT_FILES), cold(rounds)])


def batch(count):
    """Many short files: one process for all, against one a file."""
    folder = SCRATCH / "short-midi"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for index in range(count):
        (folder / f"{index:03}.mid").write_bytes(short(index))
    out = SCRATCH / "short-out"
    shutil.rmtree(out, ignore_errors=True)
    one, cpu, _ = process([REBOUNCE, "batch", folder, "-o", out, "--soundfont", FONT, "-q"])
    each = [fluidsynth(folder / f"{index:03}.mid") for index in range(count)]
    seconds, peer = sum(run.seconds for run in each), sum(run.cpu for run in each)
    return f"{count} MIDI files of ten seconds: `rebounce batch` {number(one)} s " \
           f"({number(cpu)} s of CPU), one FluidSynth a file {number(seconds)} s " \
           f"({number(peer)} s): {number(seconds / one)} times the throughput, " \
           f"{number(peer / cpu)} times by CPU time."


def cold(rounds):
    """One short file, with a font of 6 MB and without."""
    song = SCRATCH / "short-midi" / "000.mid"
    with_font = median([ours(song, 1) for _ in range(4 * rounds)])
    without = median([rebounce(song, 1) for _ in range(4 * rounds)])
    return f"The whole process for one of them: {number(1000 * with_font)} ms with the font, " \
           f"{number(1000 * without)} ms with the built-in sounds."


def short(seed):
    """A MIDI file of ten seconds: four channels, five notes a second."""
    rolls = random.Random(seed)
    events = [(0, bytes([0xC0 + channel, rolls.randrange(96)])) for channel in range(3)]
    for step in range(50):
        tick = step * 192
        for channel in [0, 1, 2, 9]:
            key = rolls.choice([36, 38, 42]) if channel == 9 else rolls.randrange(48, 80)
            events.append((tick, bytes([0x90 + channel, key, rolls.randrange(50, 120)])))
            events.append((tick + 180, bytes([0x80 + channel, key, 0])))
    events.sort(key=lambda event: event[0])
    track, last = b"", 0
    for tick, message in events:
        track += length(tick - last) + message
        last = tick
    track += b"\0\xFF\x2F\0"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk" + struct.pack(">I", len(track)) \
        + track


def length(number):
    """A number in sevens of bits."""
    out = [number & 127]
    while number := number >> 7:
        out.insert(0, number & 127 | 128)
    return bytes(out)
