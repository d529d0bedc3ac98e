"""Makes the sound files of this folder: a tenth of a second, 440 Hz left, 660 Hz right, half of
full scale at 44.1 kHz. They are here because nothing in this workspace writes them. Run with
`python make.py` where numpy 2 and soundfile 0.13 (libsndfile 1.2.2) are installed."""

import numpy
import soundfile

frames = numpy.arange(4410)
wave = numpy.stack([numpy.sin(2 * numpy.pi * hertz * frames / 44100) / 2 for hertz in (440, 660)], 1)
whole = numpy.round(wave * 32768) / 32768
soundfile.write("sine.flac", whole, 44100, subtype="PCM_16")
soundfile.write("sine.aiff", whole, 44100, subtype="PCM_16")
soundfile.write("sine.mp3", wave, 44100)
soundfile.write("sine.ogg", wave, 44100)
soundfile.write("sine_adpcm.wav", wave, 44100, subtype="IMA_ADPCM")
