"""What csound and scsynth are told of a workload: notes in seconds, recordings, impulse responses.

A like workload, not the same sound: the same notes, voices of two band-limited saws, filter and
two envelopes, the same chain of effects on every track; each program with its own units.
"""

import base64
import functools
import json
import math
import random
import struct

from measure import SCRATCH
from songs import path_of

RATE = 44_100
FOLDER = SCRATCH / "score"
PITCHES = {name: index for index, name in enumerate(
    ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"])}


def read(size):
    """The song of a workload, and its length in seconds by the rule of the old API."""
    song = json.loads(path_of(*size).read_text())
    beats = max((note["startTime"] + note["length"]) / 4
                for notes in song["data"].values() for note in notes)
    releases = [one["settings"]["amplitudeEnvelope"]["release"]
                for one in song["instruments"].values() if one["type"] == "vasynth"]
    beats += 0.5 + max(0.3, *releases) * song["bpm"] / 60
    return song, math.ceil(beats / 4) * 4 * 60 / song["bpm"]


def notes(song, instrument):
    """Start in s, duration in s, Hz and velocity of each note."""
    step = 15 / song["bpm"]
    for note in song["data"][instrument]:
        name, octave = note["pitch"][:-1], int(note["pitch"][-1])
        hz = 440 * 2 ** ((PITCHES[name] + 12 * (octave + 1) - 69) / 12)
        yield note["startTime"] * step, note["length"] * step, hz, note["velocity"]


def track_of(song, instrument):
    """The mixer track that an instrument plays through."""
    wanted = song["instruments"][instrument]["mixerTrackId"]
    return next(track for track in song["mixerTracks"] if track["id"] == wanted)


def recording(instrument):
    """The WAV file of a sampled instrument."""
    path = FOLDER / f"{instrument['name'].replace(' ', '-')}.wav"
    FOLDER.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(instrument["url"].split(",")[1]))
    return path


@functools.cache
def impulse(room_size):
    """WAV files, left and right, of the old API's room: noise of 0.5 to 4 s that dies away.

    Scaled to an energy of 1, as Web Audio scales it.
    """
    frames = round((0.5 + 3.5 * room_size) * RATE)
    paths = [FOLDER / f"room-{frames}-{side}.wav" for side in "lr"]
    for seed, path in enumerate(paths):
        draw = random.Random(seed)
        samples = [draw.uniform(-1, 1) * math.exp(-3 * n / frames) for n in range(frames)]
        scale = 1 / math.sqrt(sum(x * x for x in samples))
        data = struct.pack(f"<{frames}f", *(scale * x for x in samples))
        head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 3,
                           1, RATE, RATE * 4, 4, 32, b"data", len(data))
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_bytes(head + data)
    return paths
