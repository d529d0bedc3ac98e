// What the song came to: its tracks side by side, its spectrum, and what was not as wanted.

import { song } from "../model/history.js";
import { nameOf } from "../model/song.js";
import { take } from "../render/render.js";
import { Findings } from "./findings.js";
import { Lane, PlainLane } from "./lane.js";
import { MissingRecordings } from "./missing.js";
import { Spectrogram } from "./spectrogram.js";

export function Listen() {
  const heard = take.value;
  const tracks = song.value?.mixer?.tracks ?? [];
  const stems = heard?.stems ?? [];
  return (
    <div class="listen">
      <MissingRecordings />
      <section aria-labelledby="tracks-title">
        <h2 id="tracks-title" class="section-title">
          Tracks
        </h2>
        {stems.length > 0 && heard ? (
          <ul class="lanes">
            {stems.map((sound) => (
              <Lane key={sound.id} take={heard} sound={sound} />
            ))}
          </ul>
        ) : (
          <ul class="lanes">
            {tracks.map((track) => (
              <PlainLane key={track.id} id={track.id ?? ""} name={nameOf(track)} />
            ))}
            {tracks.length === 0 && (
              <li class="muted small">This song has no tracks: all of it goes to the master.</li>
            )}
          </ul>
        )}
      </section>
      <Spectrogram />
      <Findings />
    </div>
  );
}
