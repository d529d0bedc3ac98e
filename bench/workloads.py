"""The workloads W(instruments, bars): songs of any size in the JSON of the old API.

Sampled drums, bass, pads, leads, arpeggios at 140 BPM; every track with EQ, compressor and a delay
or a convolution reverb, a send to a reverb bus, a compressor on the master. The same arguments give
the same bytes: those of ../shared/bench/browser/gen.mjs, so that its renderers play the same song.

    python3 bench/workloads.py 8 16 > W_8_16.json
"""

import base64
import json
import math
import struct
import sys

BPM = 140
STEPS_PER_BAR = 16
RATE = 44_100
ROLES = ["kick", "snare", "hat", "bass", "pad", "lead", "arp", "fx"]
DRUMS = ROLES[:3]


def workload(instruments, bars):
    """The song W(instruments, bars): instruments take the eight roles in turns."""
    song = {
        "id": f"W-{instruments}-{bars}",
        "name": f"W({instruments},{bars})",
        "bpm": BPM,
        "stepsPerBar": STEPS_PER_BAR,
        "bars": bars,
        "data": {},
        "instruments": {},
        "mixerTracks": [],
    }
    for index in range(instruments):
        role, turn = ROLES[index % 8], index // 8
        name, track = f"inst-{index + 1}", f"track-{index + 1}"
        song["data"][name] = notes(role, turn, bars)
        about = {"id": name, "name": f"{role} {turn + 1}", "role": role}
        if role in DRUMS:
            about |= {"type": "sample", "mixerTrackId": track, "url": drum(role, turn)}
        else:
            about |= {"type": "vasynth", "mixerTrackId": track, "settings": synth(role, turn)}
        song["instruments"][name] = about
        song["mixerTracks"].append(mixer_track(track, role, index, turn, instruments))
    bus_reverb = {"roomSize": 0.571, "damping": 0, "mix": 1, "preDelay": 0}
    master_compressor = {"threshold": -12, "knee": 6, "ratio": 4, "attack": 0.003, "release": 0.25}
    song["mixerTracks"] += [
        channel("bus-reverb", "Reverb", "bus", 0.8, 0, [effect("bus-rev", "reverb", bus_reverb)]),
        channel("master", "Master", "master", 0.5, 0,
                [effect("m-comp", "compressor", master_compressor)]),
    ]
    return song


def text(song):
    """The song as compact JSON, whole numbers without a point."""
    return json.dumps(plain(song), separators=(",", ":"))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def thousandths(x):
    return math.floor(x * 1000 + 0.5) / 1000


def random(seed):
    """Numbers of 0..1 by Mulberry32."""
    state = seed & 0xFFFFFFFF

    def multiply(a, b):
        return (a * b) & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = multiply(state ^ (state >> 15), 1 | state)
        t = ((t + multiply(t ^ (t >> 7), 61 | t)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 4294967296

    return draw


# Fundamental cycles before octave shifts: A minor 7, F major 7, C major 7, G 7.
CHORDS = [[57, 60, 64, 67], [53, 57, 60, 64], [48, 52, 55, 59], [55, 59, 62, 65]]
PITCHES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]


def notes(role, turn, bars):
    """What a role plays; each turn of a role plays other notes."""
    draw = random(77 + 1313 * turn + 17 * ROLES.index(role))
    shift = [0, 12, -12, 7][turn % 4]
    written = []

    def add(bar, step, key, velocity, length):
        key = max(24, min(100, key))
        written.append({
            "id": f"n{len(written)}",
            "pitch": f"{PITCHES[key % 12]}{key // 12 - 1}",
            "velocity": thousandths(velocity),
            "startTime": bar * STEPS_PER_BAR + step,
            "length": length,
        })

    for bar in range(bars):
        chord = CHORDS[bar % 4]
        if role == "kick":
            for step in [0, 4, 8, 12]:
                add(bar, (step + 2) % 16 if turn % 2 else step, 36, 0.85 + 0.15 * draw(), 1)
            if draw() < 0.35:
                add(bar, 14, 36, 0.6, 1)
        elif role == "snare":
            add(bar, 4, 38, 0.9, 1)
            add(bar, 12, 38, 0.9 + 0.1 * draw(), 1)
            if draw() < 0.5:
                add(bar, (7 + turn * 3 % 16) % 16, 38, 0.35, 1)
        elif role == "hat":
            for step in range(16):
                if step % 2 == turn % 2 or draw() < 0.4:
                    add(bar, step, 42, 0.35 + 0.4 * draw(), 1)
        elif role == "bass":
            for step in range(0, 16, 2):
                if step % 8 != 0 or draw() < 0.5:
                    octave = 12 if draw() < 0.2 else 0
                    fifth = 7 if turn % 2 else 0
                    add(bar, step, chord[0] - 24 + octave + fifth, 0.7 + 0.3 * draw(), 1.5)
        elif role == "pad":
            for key in chord:
                add(bar, 0, key + shift, 0.55 + 0.1 * draw(), 15)
        elif role == "lead":
            step = turn * 2 % 4
            while step < 16:
                length = [1, 2, 2, 3, 4][int(draw() * 5)]
                if draw() < 0.8:
                    key = chord[int(draw() * 4)] + 12 + shift
                    add(bar, step, key, 0.6 + 0.4 * draw(), min(length, 16 - step))
                step += length
        elif role == "arp":
            for step in range(16):
                key = chord[(step + turn) % 4] + 12 * (1 + (step + turn) % 8 // 4)
                accent = 1 if step % 4 == 0 else draw()
                add(bar, step, key + (7 if shift == 7 else 0), 0.5 + 0.4 * accent, 0.75)
        elif role == "fx" and bar % 4 == turn % 4:
            length = min(48, (bars - bar) * 16)
            add(bar, 0, chord[0] + shift, 0.7, length)
            add(bar, 0, chord[2] + shift, 0.6, length)
    return written


def drum(role, turn):
    """A drum's recording, 16-bit mono WAV in a data URL."""
    draw = random(1000 + 97 * turn + ROLES.index(role))
    seconds = {"kick": 0.45, "snare": 0.30, "hat": 0.12}[role]
    frames = math.floor(RATE * seconds * (1 + 0.06 * (turn % 4)) + 0.5)
    phase = low = high = before = 0.0
    samples = []
    for frame in range(frames):
        t, noise = frame / RATE, draw() * 2 - 1
        if role == "kick":
            hz = (46 + 3 * (turn % 4)) + 170 * math.exp(-t * 32)
            phase += 2 * math.pi * hz / RATE
            x = 0.95 * math.sin(phase) * math.exp(-t * 8.5) + 0.15 * noise * math.exp(-t * 320)
        elif role == "snare":
            phase += 2 * math.pi * (182 + 8 * (turn % 4)) / RATE
            low += 0.55 * (noise - low)
            x = 0.5 * math.sin(phase) * math.exp(-t * 22) + 0.7 * low * math.exp(-t * 15)
        else:
            high = 0.82 * (high + noise - before)
            before = noise
            x = 0.6 * high * math.exp(-t * (55 - 6 * (turn % 4)))
        x *= min(1, (frames - 1 - frame) / 220)
        samples.append(max(-32768, min(32767, math.floor(x * 32767 + 0.5))))
    data = struct.pack(f"<{frames}h", *samples)
    head = b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16)
    head += b"data" + struct.pack("<I", len(data))
    return "data:audio/wav;base64," + base64.b64encode(head + data).decode()


# role: detune in cents, cutoff in Hz, resonance, envelope in Hz, filter and amplitude envelopes
# (attack, decay, sustain, release in seconds), level.
SYNTHS = {
    "bass": (5, 180, 8, 1400, (0.004, 0.16, 0.20, 0.12), (0.004, 0.20, 0.70, 0.08), 0.30),
    "pad": (9, 500, 3, 1800, (0.60, 0.90, 0.50, 0.80), (0.35, 0.60, 0.80, 0.70), 0.10),
    "lead": (7, 900, 6, 3200, (0.01, 0.25, 0.35, 0.20), (0.008, 0.20, 0.75, 0.18), 0.18),
    "arp": (6, 600, 7, 3800, (0.003, 0.12, 0.10, 0.10), (0.003, 0.12, 0.40, 0.12), 0.16),
    "fx": (19, 200, 10, 7000, (3.0, 1.5, 0.40, 1.5), (1.5, 1.0, 0.70, 1.5), 0.07),
}


def synth(role, turn):
    """Two detuned saws, a resonant lowpass with its envelope, an amplitude envelope."""
    detune, cutoff, resonance, amount, of_filter, of_amplitude, level = SYNTHS[role]

    def oscillator(cents):
        return {"enabled": True, "waveform": "sawtooth", "detune": cents, "octave": 0,
                "level": level}

    def envelope(times):
        return dict(zip(["attack", "decay", "sustain", "release"], times))

    return {
        "oscillators": [oscillator(-(detune + turn)), oscillator(detune + turn)],
        "filter": {"type": "lowpass", "cutoff": cutoff + 40 * turn, "resonance": resonance,
                   "envelopeAmount": amount, "velocitySensitivity": 0.5},
        "filterEnvelope": envelope(of_filter),
        "amplitudeEnvelope": envelope(of_amplitude),
    }


# role: gain, pan, EQ of low, mid and high in dB, send.
MIX = {
    "kick": (0.9, 0, (3, -3, 1), 0),
    "snare": (0.75, 0.05, (-2, 2, 3), 0.15),
    "hat": (0.5, 0.2, (-9, 0, 4), 0.05),
    "bass": (0.8, 0, (2, -1, -3), 0),
    "pad": (0.6, -0.15, (-3, -1, 2), 0.35),
    "lead": (0.6, 0.1, (-2, 2, 2), 0.25),
    "arp": (0.5, -0.3, (-4, 1, 3), 0.2),
    "fx": (0.45, 0.3, (-5, 0, 3), 0.4),
}


def mixer_track(name, role, index, turn, instruments):
    """A track: EQ, compressor, delay or reverb in turns, send to the reverb bus."""
    gain, pan, gains_db, send = MIX[role]
    bands = [("low", "lowshelf", 200, 0.71), ("mid", "peaking", 1000, 1),
             ("high", "highshelf", 5000, 0.71)]
    eq = {"bands": [
        {"id": band, "type": kind, "frequency": hz, "gain": gain_db, "q": q, "active": True}
        for (band, kind, hz, q), gain_db in zip(bands, gains_db)
    ]}
    compressor = {"threshold": -20 - turn % 3 * 2, "knee": 6, "ratio": 3, "attack": 0.005,
                  "release": 0.12}
    if (index + index // 8) % 2 == 1:
        time = thousandths([3, 2, 4, 6][turn % 4] * 15 / BPM)
        last = effect(f"{name}-dly", "modern-delay", {
            "timeLeft": time, "timeRight": time, "feedbackLeft": 0.35, "feedbackRight": 0.35,
            "wet": 0.22, "filterFreq": 20000})
    else:
        size = thousandths(([0.6, 1.2, 0.9, 1.6][turn % 4] - 0.5) / 3.5)
        last = effect(f"{name}-rev", "reverb",
                      {"roomSize": size, "damping": 0, "mix": 0.3, "preDelay": 0})
    effects = [effect(f"{name}-eq", "multiband-eq", eq),
               effect(f"{name}-comp", "compressor", compressor), last]
    gain = thousandths(gain / math.sqrt(max(1, instruments / 8)))
    pan = thousandths(max(-1, min(1, pan * (-1.4 if turn % 2 else 1))))
    sends = [{"busId": "bus-reverb", "level": send, "preFader": False}] if send else []
    return channel(name, f"{role} {turn + 1}", "track", gain, pan, effects, sends)


def one_room(song, step=0.0):
    """The song with a convolution reverb at the end of every track instead of its last effect, and
    no sends: all set alike, or each mixed in by `step` more than the one before.
    """
    tracks = [track for track in song["mixerTracks"] if track["type"] == "track"]
    for index, track in enumerate(tracks):
        settings = {"roomSize": 0.3, "damping": 0, "mix": 0.3 + step * index, "preDelay": 0}
        track["insertEffects"][-1] = effect(f"{track['id']}-room", "reverb", settings)
        track["sends"] = []
    return song


def channel(name, title, kind, gain, pan, effects, sends=()):
    return {"id": name, "name": title, "type": kind, "gain": gain, "pan": pan, "muted": False,
            "insertEffects": effects, "sends": list(sends)}


def effect(name, kind, settings):
    return {"id": name, "type": kind, "bypass": False, "settings": settings}


if __name__ == "__main__":
    print(text(workload(int(sys.argv[1]), int(sys.argv[2]))), end="")
