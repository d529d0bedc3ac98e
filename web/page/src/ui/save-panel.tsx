// Saves what is heard.

import { playable } from "../play/player.js";
import { take } from "../render/render.js";
import { choose, settings, type Settings } from "../render/settings.js";
import { saved, saveMix, saveReport, saveSong, saveStems, saving } from "../save/save.js";
import { count } from "../model/words.js";
import { Icon } from "./icon.js";
import { Flag, Pick } from "./pick.js";

export function SavePanel() {
  const chosen = settings.value;
  const heard = take.value;
  const report = heard?.report.value;
  const stems = heard?.stems.filter((stem) => stem.buffer !== null).length ?? 0;
  const busy = saving.value !== null;
  const isLong = Boolean(report) && heard?.isKept === false;
  const depths: [string, string][] = [
    ["16", "16 bit"],
    ["24", "24 bit"],
    ["32", "32 bit float"],
  ];
  return (
    <section class="side-section" aria-labelledby="save-title">
      <h2 id="save-title">Save</h2>
      <Pick
        label="Format"
        value={chosen.format}
        options={[
          ["wav", "WAV"],
          ["flac", "FLAC"],
        ]}
        onPick={(format) => choose({ format: format as Settings["format"] })}
      />
      <Pick
        label="Depth"
        value={String(chosen.bitDepth)}
        options={chosen.format === "flac" ? depths.slice(0, 2) : depths}
        onPick={(depth) => choose({ bitDepth: Number(depth) as Settings["bitDepth"] })}
      />
      {chosen.bitDepth < 32 && (
        <Flag label="Dither" value={chosen.dither} onFlag={(dither) => choose({ dither })} />
      )}
      {isLong && (
        <p class="hint">
          Too long to be kept and played here: it is rendered once more, straight into the file.
        </p>
      )}
      <div class="save-buttons">
        <button
          class="button wide"
          disabled={!(playable.value || isLong) || busy}
          onClick={() => void saveMix()}
        >
          <Icon name="save" />
          {saving.value?.what === "mix"
            ? `Writing… ${Math.floor(100 * saving.value.share)} %`
            : `Mix as ${chosen.format.toUpperCase()}`}
        </button>
        <button
          class="button wide"
          disabled={!playable.value || stems === 0 || busy}
          onClick={() => void saveStems()}
        >
          {saving.value?.what === "stems"
            ? `Writing… ${Math.floor(100 * saving.value.share)} %`
            : stems > 0
              ? `${count(stems, "track")} as ZIP`
              : "Tracks as ZIP"}
        </button>
        <button class="button" disabled={!report} onClick={saveReport}>
          Report
        </button>
        <button class="button" onClick={saveSong}>
          Song
        </button>
      </div>
      {report && (
        <details class="hash">
          <summary>Fingerprint</summary>
          <p class="number" data-hash>
            {report.audio.hash}
          </p>
          <p class="hint">Equal fingerprints are equal sound, on every machine.</p>
        </details>
      )}
      <p class="visually-hidden" role="status">
        {saved.value}
      </p>
    </section>
  );
}
