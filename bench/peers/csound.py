"""Csound: a document (orchestra and score) of a like workload."""

import functools
import shutil

from measure import SCRATCH, Run, process
from peers import score

NAME = "csound"

HEAD = """sr = 44100
ksmps = 64
nchnls = 2
0dbfs = 1
gaMixL init 0
gaMixR init 0
gaBus init 0
"""

SYNTH = """
instr {number}
kcutoff expsegr {cutoff}, {fa}, {top}, {fd}, {sustain}, {fr}, {cutoff}
kamp linsegr 0, {aa}, p5, {ad}, {asus} * p5, {ar}, 0
asaw1 vco2 {level}, p4 * {down}
asaw2 vco2 {level}, p4 * {up}
alow rbjeq asaw1 + asaw2, kcutoff, 1, {q}, 1, 0
ga{number} += alow * kamp
endin
"""

SAMPLE = """
instr {number}
asound loscil p5, 1, {table}, 1, 0
ga{number} += asound
endin
"""

TRACK = """
instr {number}
ain = ga{source}
ga{source} = 0
alow rbjeq ain, 200, {low}, 0.71, 1, 10
amid rbjeq alow, 1000, {mid}, 1, 1, 8
ahigh rbjeq amid, 5000, {high}, 0.71, 1, 12
acomp compress2 ahigh, ahigh, -90, {knee_from}, {knee_to}, {ratio}, {attack}, {release}, 0
{effect}
gaMixL += aleft * {gain_left}
gaMixR += aright * {gain_right}
gaBus += (aleft + aright) * {send}
endin
"""

DELAY = """adelayed delayr {time}
delayw acomp + {feedback} * adelayed
aleft = {dry} * acomp + {wet} * adelayed
aright = aleft"""

# Partitions of 4096: the fastest of 512 to 16384, found by measurement on 2026-11-25.
REVERB = """awetl ftconv {source}, {left}, 4096
awetr ftconv {source}, {right}, 4096
aleft = {dry} * {source} + {wet} * awetl
aright = {dry} * {source} + {wet} * awetr"""

MASTER = """
instr {number}
{reverb}
aoutl compress2 gaMixL + {bus} * aleft, gaMixL, -90, -15, -9, 4, 0.003, 0.25, 0
aoutr compress2 gaMixR + {bus} * aright, gaMixR, -90, -15, -9, 4, 0.003, 0.25, 0
outs {gain} * aoutl, {gain} * aoutr
gaMixL = 0
gaMixR = 0
gaBus = 0
endin
"""


def missing():
    return None if shutil.which("csound") else "csound is not installed"


def renderers(_quick):
    return {"csound, 1 thread": render}


def render(*size):
    document, length = write(size)
    seconds, cpu, peak = process(["csound", "-d", "-m0", "-W", "-s", "-o", SCRATCH / "csound.wav",
                                  document])
    return Run(seconds, cpu, peak, length)


@functools.cache
def write(size):
    """Writes the document of a workload; its path, and the length in seconds."""
    song, length = score.read(size)
    orchestra, tables, events = [HEAD], [], []

    def table(path):
        tables.append(f'f {len(tables) + 1} 0 0 -1 "{path}" 0 0 1')
        return len(tables)

    def reverb(settings, source, wet):
        left, right = (table(path) for path in score.impulse(settings["roomSize"]))
        return REVERB.format(left=left, right=right, source=source, dry=1 - settings["mix"],
                             wet=wet)

    for number, (name, about) in enumerate(song["instruments"].items(), start=1):
        orchestra.append(f"ga{number} init 0\n")
        if about["type"] == "sample":
            wave = score.recording(about)
            orchestra.append(SAMPLE.format(number=number, table=table(wave)))
        else:
            orchestra.append(synth(number, about["settings"]))
        for start, duration, hz, velocity in score.notes(song, name):
            # A recording plays to its end; 0.6 s hold the longest.
            seconds = 0.6 if about["type"] == "sample" else duration
            events.append(f"i {number} {start:.6f} {seconds:.6f} {hz:.4f} {velocity}")
        track = score.track_of(song, name)
        orchestra.append(channel(100 + number, number, track, reverb))
        events.append(f"i {100 + number} 0 {length:.6f}")
    bus, master = song["mixerTracks"][-2:]
    settings = bus["insertEffects"][0]["settings"]
    orchestra.append(MASTER.format(number=900, bus=bus["gain"], gain=0.8 * master["gain"],
                                   reverb=reverb(settings, "gaBus", settings["mix"] / 2)))
    events.append(f"i 900 0 {length:.6f}")
    body = "\n".join([*tables, *events, f"e {length:.6f}"])
    path = SCRATCH / f"csound_{size[0]}_{size[1]}.csd"
    path.write_text(
        f"<CsoundSynthesizer>\n<CsInstruments>\n{''.join(orchestra)}</CsInstruments>\n"
        f"<CsScore>\n{body}\n</CsScore>\n</CsoundSynthesizer>\n")
    return path, length


def synth(number, settings):
    of_filter, of_amp = settings["filterEnvelope"], settings["amplitudeEnvelope"]
    cutoff = settings["filter"]["cutoff"]
    # A note of velocity 0.7: all notes of an instrument share one envelope here.
    top = min(18_000, cutoff + 0.85 * settings["filter"]["envelopeAmount"])
    down, up = (2 ** (one["detune"] / 1200) for one in settings["oscillators"])
    return SYNTH.format(
        number=number, cutoff=cutoff, top=top, fa=of_filter["attack"], fd=of_filter["decay"],
        sustain=cutoff * (top / cutoff) ** of_filter["sustain"], fr=of_filter["release"],
        aa=of_amp["attack"], ad=of_amp["decay"], asus=of_amp["sustain"], ar=of_amp["release"],
        level=settings["oscillators"][0]["level"], down=down, up=up,
        q=10 ** (settings["filter"]["resonance"] / 20))


def channel(number, source, track, reverb):
    eq, compressor, last = (effect["settings"] for effect in track["insertEffects"])
    low, mid, high = (10 ** (band["gain"] / 20) for band in eq["bands"])
    if "roomSize" in last:
        effect = reverb(last, "acomp", last["mix"] / 2)
    else:
        effect = DELAY.format(time=last["timeLeft"], feedback=last["feedbackLeft"],
                              dry=1 - last["wet"], wet=last["wet"])
    left = track["gain"] * (1 - max(0, track["pan"]))
    right = track["gain"] * (1 + min(0, track["pan"]))
    send = track["sends"][0]["level"] * track["gain"] / 2 if track["sends"] else 0
    return TRACK.format(
        number=number, source=source, low=low, mid=mid, high=high,
        knee_from=compressor["threshold"] - compressor["knee"] / 2,
        knee_to=compressor["threshold"] + compressor["knee"] / 2, ratio=compressor["ratio"],
        attack=compressor["attack"], release=compressor["release"], effect=effect,
        gain_left=left, gain_right=right, send=send)
