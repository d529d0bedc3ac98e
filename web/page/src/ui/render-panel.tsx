// How the song is rendered.

import { song } from "../model/history.js";
import { opened } from "../open/open.js";
import { barOf, endOf } from "../model/song.js";
import { asksForPart, choose, RATES, settings, type Settings } from "../render/settings.js";
import { follows } from "../render/follow.js";
import { levels } from "../render/levels.js";
import { Flag, Pick } from "./pick.js";

export function RenderPanel() {
  const chosen = settings.value;
  const now = song.value;
  if (now === null) return null;
  const bars = Math.max(1, Math.ceil(endOf(now) / barOf(now)));
  return (
    <section class="side-section" aria-labelledby="render-title">
      <h2 id="render-title">Render</h2>
      <Pick
        label="Sample rate"
        value={String(chosen.sampleRate)}
        options={[...new Set([...RATES, chosen.sampleRate])]
          .sort((a, b) => a - b)
          .map((rate) => [String(rate), `${rate / 1000} kHz`])}
        onPick={(rate) => choose({ sampleRate: Number(rate) })}
      />
      <Range bars={bars} />
      {asksForPart(opened.value?.read.wishes ?? {}) && (
        <Flag
          label="Only what it asks for"
          hint="The part, or the length, that the document names"
          value={chosen.asAsked}
          onFlag={(asAsked) => choose({ asAsked })}
        />
      )}
      <Pick
        label="Tail"
        value={String(chosen.tail)}
        options={[
          ["natural", "Until silent"],
          ["cut", "Cut"],
          ["2", "2 seconds"],
          ["5", "5 seconds"],
          ["10", "10 seconds"],
        ]}
        onPick={(tail) =>
          choose({ tail: tail === "natural" || tail === "cut" ? tail : Number(tail) })
        }
      />
      <Pick
        label="Gain"
        value={chosen.gain}
        options={[
          ["predictive", "Below −1 dBTP"],
          ["auto", "By track count"],
          ["off", "As mixed"],
        ]}
        onPick={(gain) => choose({ gain: gain as Settings["gain"] })}
      />
      <Flag label="Effects" value={chosen.effects} onFlag={(effects) => choose({ effects })} />
      <Flag
        label="Each track on its own"
        hint="Stems: to solo, mute and save them"
        value={chosen.stems}
        onFlag={(stems) => choose({ stems })}
      />
      <Flag
        label="Render as I edit"
        hint="Behind what is heard, which plays on"
        value={follows.value}
        onFlag={(on) => (follows.value = on)}
      />
      <Pick
        label="Level"
        value={chosen.level}
        options={[
          ["asRendered", "As rendered"],
          ["peak", "Peak at −1 dBTP"],
          ["loud14", "−14 LUFS, streaming"],
          ["loud16", "−16 LUFS, podcast"],
          ["loud23", "−23 LUFS, broadcast"],
        ]}
        onPick={(level) => choose({ level: level as Settings["level"] })}
      />
      {(levels.value?.held ?? 0) > 0.05 && (
        <p class="hint">Held {levels.value?.held.toFixed(1)} dB lower, so that it does not clip.</p>
      )}
    </section>
  );
}

/** From which bar to which. */
function Range({ bars }: { bars: number }) {
  const { fromBar, toBar } = settings.value;
  const number = (text: string, least: number): number => {
    return Math.min(bars, Math.max(least, Math.round(Number(text)) || least));
  };
  return (
    <fieldset class="range-fields">
      <legend>Bars</legend>
      <label>
        <span class="visually-hidden">From bar</span>
        <input
          class="text-field number"
          type="number"
          min={1}
          max={bars}
          value={fromBar}
          onChange={({ currentTarget }) => {
            const from = number(currentTarget.value, 1);
            currentTarget.value = String(from);
            choose({ fromBar: from, toBar: toBar !== null && toBar < from ? null : toBar });
          }}
        />
      </label>
      <span aria-hidden="true">to</span>
      <label>
        <span class="visually-hidden">To bar</span>
        <input
          class="text-field number"
          type="number"
          min={fromBar}
          max={bars}
          value={toBar ?? bars}
          onChange={({ currentTarget }) => {
            const to = number(currentTarget.value, fromBar);
            currentTarget.value = String(to);
            choose({ toBar: to === bars ? null : to });
          }}
        />
      </label>
    </fieldset>
  );
}
