"""SuperCollider's scsynth, not in real time: definitions and an OSC score of a like workload."""

import functools
import math
import shutil
import struct

from measure import SCRATCH, Run, process
from peers import score

NAME = "scsynth"

AUDIO, CONTROL = 2, 1
# The fastest of 1024 to 32768 for these rooms, found by measurement on 2026-11-25.
FFT_SIZE = 16_384
# Buses: 0 and 1 are the output, then the mix, the reverb's bus, and one of each instrument.
MIX, REVERB_BUS, FIRST = 2, 4, 10


def missing():
    return None if shutil.which("scsynth") else "scsynth is not installed"


def renderers(_quick):
    return {"scsynth, 1 thread": render}


def render(*size):
    commands, length = write(size)
    out = SCRATCH / "scsynth.wav"
    # -D 0: no definitions from elsewhere; -m: KB for delay lines; -n: voices at once.
    seconds, cpu, peak = process(["scsynth", "-N", commands, "_", out, "44100", "WAV", "int16",
                                  "-o", "2", "-a", "256", "-D", "0", "-m", "262144", "-n", "8192"])
    return Run(seconds, cpu, peak, length)


class Definition:
    """A synth definition: unit generators in order, each reading those before it."""

    def __init__(self, name, controls):
        self.name, self.controls, self.units, self.constants = name, controls, [], []
        if controls:
            self.unit("Control", CONTROL, [], len(controls))

    def control(self, name):
        return (0, list(self.controls).index(name))

    def unit(self, kind, rate, inputs, outputs=1, special=0):
        """Adds a unit; inputs are numbers and outputs of others. Gives its first output."""
        wired = [one if isinstance(one, tuple) else self.constant(one) for one in inputs]
        self.units.append((kind, rate, wired, outputs, special))
        return (len(self.units) - 1, 0)

    def constant(self, value):
        if value not in self.constants:
            self.constants.append(value)
        return (-1, self.constants.index(value))

    def times(self, a, b, rate=AUDIO):
        return self.unit("BinaryOpUGen", rate, [a, b], special=2)

    def plus(self, a, b, rate=AUDIO):
        return self.unit("BinaryOpUGen", rate, [a, b], special=0)

    def bytes(self):
        """The definition as scsynth reads it, version 1."""
        def text(word):
            return bytes([len(word)]) + word.encode()

        out = b"SCgf" + struct.pack(">ih", 1, 1) + text(self.name)
        out += struct.pack(f">h{len(self.constants)}f", len(self.constants), *self.constants)
        out += struct.pack(f">h{len(self.controls)}f", len(self.controls), *self.controls.values())
        out += struct.pack(">h", len(self.controls))
        for index, name in enumerate(self.controls):
            out += text(name) + struct.pack(">h", index)
        out += struct.pack(">h", len(self.units))
        for kind, rate, inputs, outputs, special in self.units:
            out += text(kind) + struct.pack(">bhhh", rate, len(inputs), outputs, special)
            for source, output in inputs:
                out += struct.pack(">hh", source, output)
            out += bytes([rate] * outputs)
        return out + struct.pack(">h", 0)


def envelope(it, rate, gate, points, curve, done):
    """An EnvGen: first level, then level and duration of attack, decay and release."""
    shape = {"linear": 1, "exponential": 2}[curve]
    first, *segments = points
    inputs = [gate, 1, 0, 1, done, first, len(segments), 2, -99]
    for level, duration in segments:
        inputs += [level, duration, shape, 0]
    return it.unit("EnvGen", rate, inputs)


def synth(name, settings, bus):
    """Two saws, a resonant lowpass under an envelope, an amplitude envelope that ends the voice."""
    it = Definition(name, {"hz": 440, "velocity": 1, "gate": 1})
    of_filter, of_amp, filter = (settings[key] for key in
                                 ["filterEnvelope", "amplitudeEnvelope", "filter"])
    cutoff = filter["cutoff"]
    # A note of velocity 0.7: all notes of an instrument share one envelope here.
    top = min(18_000, cutoff + 0.85 * filter["envelopeAmount"])
    sustain = cutoff * (top / cutoff) ** of_filter["sustain"]
    ratios = [2 ** (one["detune"] / 1200) for one in settings["oscillators"]]
    saws = [it.unit("Saw", AUDIO, [it.times(it.control("hz"), ratio, CONTROL)])
            for ratio in ratios]
    hz = envelope(it, CONTROL, it.control("gate"), [
        cutoff, (top, of_filter["attack"]), (sustain, of_filter["decay"]),
        (cutoff, of_filter["release"])], "exponential", 0)
    low = it.unit("RLPF", AUDIO, [it.plus(*saws), hz, 10 ** (-filter["resonance"] / 20)])
    amp = envelope(it, AUDIO, it.control("gate"), [
        0, (1, of_amp["attack"]), (of_amp["sustain"], of_amp["decay"]),
        (0, of_amp["release"])], "linear", 2)
    level = it.times(it.control("velocity"), settings["oscillators"][0]["level"], CONTROL)
    it.unit("Out", AUDIO, [bus, it.times(it.times(low, amp), level)], 0)
    return it


def sample(name, buffer, bus):
    """A recording to its end."""
    it = Definition(name, {"hz": 440, "velocity": 1, "gate": 1})
    sound = it.unit("PlayBuf", AUDIO, [buffer, 1, 1, 0, 0, 2])
    it.unit("Out", AUDIO, [bus, it.times(sound, it.control("velocity"))], 0)
    return it


def compressor(it, sound, settings):
    return it.unit("Compander", AUDIO, [
        sound, sound, 10 ** (settings["threshold"] / 20), 1, 1 / settings["ratio"],
        settings["attack"], settings["release"]])


def channel(name, track, bus, rooms):
    """EQ, compressor, delay or reverb, fader, pan and send of a track."""
    it = Definition(name, {})
    eq, dynamics, last = (effect["settings"] for effect in track["insertEffects"])
    low, mid, high = (band["gain"] for band in eq["bands"])
    sound = it.unit("In", AUDIO, [bus])
    sound = it.unit("BLowShelf", AUDIO, [sound, 200, 1, low])
    sound = it.unit("BPeakEQ", AUDIO, [sound, 1000, 1, mid])
    sound = it.unit("BHiShelf", AUDIO, [sound, 5000, 1, high])
    sound = compressor(it, sound, dynamics)
    if "roomSize" in last:
        dry = it.times(sound, 1 - last["mix"])
        wet = [it.times(it.unit("PartConv", AUDIO, [sound, FFT_SIZE, spectrum]), last["mix"] / 2)
               for spectrum in rooms(last["roomSize"])]
        left, right = (it.plus(dry, one) for one in wet)
    else:
        time, feedback = last["timeLeft"], last["feedbackLeft"]
        # Comb's decay is given as the time to -60 dB.
        echoes = it.unit("CombN", AUDIO, [sound, time, time, time * math.log(0.001, feedback)])
        left = right = it.plus(it.times(sound, 1 - last["wet"]), it.times(echoes, last["wet"]))
    gain, pan = track["gain"], track["pan"]
    left = it.times(left, gain * (1 - max(0, pan)))
    right = it.times(right, gain * (1 + min(0, pan)))
    it.unit("Out", AUDIO, [MIX, left, right], 0)
    if track["sends"]:
        level = track["sends"][0]["level"] / 2
        it.unit("Out", AUDIO, [REVERB_BUS, it.times(it.plus(left, right), level)], 0)
    return it


def master(song, rooms):
    """The reverb's bus and the master's compressor."""
    it = Definition("master", {})
    bus, last = song["mixerTracks"][-2:]
    room = bus["insertEffects"][0]["settings"]
    sent = it.unit("In", AUDIO, [REVERB_BUS])
    dynamics = last["insertEffects"][0]["settings"]
    outputs = []
    for side, spectrum in enumerate(rooms(room["roomSize"])):
        wet = it.unit("PartConv", AUDIO, [sent, FFT_SIZE, spectrum])
        sound = it.plus(it.unit("In", AUDIO, [MIX + side]),
                        it.times(wet, bus["gain"] * room["mix"] / 2))
        outputs.append(it.times(compressor(it, sound, dynamics), 0.8 * last["gain"]))
    it.unit("Out", AUDIO, [0, *outputs], 0)
    return it


@functools.cache
def write(size):
    """Writes the score of a workload; its path, and the length in seconds."""
    song, length = score.read(size)
    setup, events, buffers, spectra = [], [], 0, {}

    def rooms(room_size):
        """Buffers of the spectra of a room's left and right."""
        nonlocal buffers
        for path in score.impulse(room_size):
            if path not in spectra:
                frames = (path.stat().st_size - 44) // 4
                parts = math.ceil(frames / (FFT_SIZE // 2))
                setup.append(message("/b_allocRead", buffers, str(path), 0, 0))
                setup.append(message("/b_alloc", buffers + 1, parts * FFT_SIZE, 1))
                setup.append(message("/b_gen", buffers + 1, "PreparePartConv", buffers, FFT_SIZE))
                spectra[path] = buffers + 1
                buffers += 2
        return [spectra[path] for path in score.impulse(room_size)]

    setup.append(message("/g_new", 1, 0, 0))
    setup.append(message("/g_new", 2, 1, 0))
    node, started = 1000, []
    for index, (name, about) in enumerate(song["instruments"].items()):
        if about["type"] == "sample":
            setup.append(message("/b_allocRead", buffers, str(score.recording(about)), 0, 0))
            voice = sample(name, buffers, FIRST + index)
            buffers += 1
        else:
            voice = synth(name, about["settings"], FIRST + index)
        strip = channel(f"strip-{name}", score.track_of(song, name), FIRST + index, rooms)
        setup += [message("/d_recv", one.bytes()) for one in (voice, strip)]
        started.append(message("/s_new", strip.name, 500 + index, 1, 2))
        for start, duration, hz, velocity in score.notes(song, name):
            events.append((start, message("/s_new", name, node, 0, 1, "hz", hz, "velocity",
                                          float(velocity))))
            if about["type"] != "sample":
                events.append((start + duration, message("/n_set", node, "gate", 0.0)))
            node += 1
    setup.append(message("/d_recv", master(song, rooms).bytes()))
    started.append(message("/s_new", "master", 999, 1, 2))
    events.sort(key=lambda event: event[0])
    # Definitions are there before what starts them.
    events = [*((0.0, one) for one in setup + started), *events, (length, message("/c_set", 0, 0))]
    path = SCRATCH / f"scsynth_{size[0]}_{size[1]}.osc"
    path.write_bytes(b"".join(bundle(*event) for event in events))
    return path, length


def message(address, *arguments):
    """An OSC message of ints, floats, texts and blobs."""
    def text(word):
        return word.encode() + b"\0" * (4 - len(word.encode()) % 4)

    tags, data = ",", b""
    for argument in arguments:
        if isinstance(argument, bytes):
            tags += "b"
            data += struct.pack(">i", len(argument)) + argument + b"\0" * (-len(argument) % 4)
        elif isinstance(argument, str):
            tags += "s"
            data += text(argument)
        elif isinstance(argument, float):
            tags += "f"
            data += struct.pack(">f", argument)
        else:
            tags += "i"
            data += struct.pack(">i", argument)
    return text(address) + text(tags) + data


def bundle(seconds, element):
    """A message at its time, behind the length of both."""
    time = struct.pack(">Q", int(seconds * 2**32))
    body = b"#bundle\0" + time + struct.pack(">i", len(element)) + element
    return struct.pack(">i", len(body)) + body
