// The songs that lie beside the page, with a line on what each shows.

export interface LibrarySong {
  file: string;
  name: string;
  about: string;
}

export const library: readonly LibrarySong[] = [
  {
    file: "night-drive.json",
    name: "Night Drive",
    about: "A whole song, verses, choruses and all",
  },
  {
    file: "drum-loop.json",
    name: "Drum Loop",
    about: "Nine drums, swing, one compressor and a room",
  },
  {
    file: "bass-glide.json",
    name: "Bass Glide",
    about: "A mono synth that slides from note to note",
  },
  { file: "pad-sends.json", name: "Pad Sends", about: "Wide chords sent to a hall and an echo" },
  {
    file: "side-chain.json",
    name: "Side Chain",
    about: "Chords and bass that duck under the kick",
  },
  {
    file: "automation.json",
    name: "Automation",
    about: "Filter, faders, sends and tempo that move",
  },
  {
    file: "expression.json",
    name: "Expression",
    about: "Bends, slides, pressure and the modulation wheel",
  },
  { file: "seven-eight.json", name: "Seven Eight", about: "Seven eighths to the bar, with swing" },
  {
    file: "recordings.json",
    name: "Recordings",
    about: "Samplers and audio clips beside a synthetic kick",
  },
  {
    file: "zenith.json",
    name: "Zenith",
    about: "The larger synth: bass, pad, lead, bell and riser",
  },
  {
    file: "preset-tour.json",
    name: "Preset Tour",
    about: "All 24 presets of the synth in a minute",
  },
  {
    file: "solo.json",
    name: "Solo",
    about: "Tracks that are soloed, and the bus they pass through",
  },
  {
    file: "thirty-two-tracks.json",
    name: "Thirty-Two Tracks",
    about: "A full mixer at once, to see how fast it goes",
  },
];

/** Where a song of the library, or a recording it names, lies. */
export function placeOf(file: string): URL {
  return new URL(`songs/${file}`, document.baseURI);
}
