#!/usr/bin/env bash
# Installs FluidSynth, which tests/soundfont compares with, where it can be (as root on Debian); the
# test itself says "skipped: why" where there is none.
set -euo pipefail

if ! command -v fluidsynth >/dev/null && command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends fluidsynth >/dev/null || true
fi
command -v fluidsynth >/dev/null || echo "no FluidSynth: SoundFonts are not compared with it" >&2
