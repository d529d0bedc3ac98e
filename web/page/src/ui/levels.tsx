// The take's levels, as it is heard and saved.

import { level } from "../model/words.js";
import { levels } from "../render/levels.js";

export function LevelMeters() {
  const now = levels.value;
  return (
    <dl class="levels">
      <Level name="Peak" unit="dBFS" value={now?.peak} shown={now !== null} />
      <Level name="True peak" unit="dBTP" value={now?.truePeak} shown={now !== null} over={0} />
      <Level name="Loudness" unit="LUFS" value={now?.lufs} shown={now !== null} />
    </dl>
  );
}

interface LevelProps {
  name: string;
  unit: string;
  value: number | null | undefined;
  shown: boolean;
  /** What is above this is told to be too much. */
  over?: number;
}

function Level({ name, unit, value, shown, over }: LevelProps) {
  const tooMuch = over !== undefined && typeof value === "number" && value > over;
  return (
    <div class={tooMuch ? "level too-much" : "level"}>
      <dt>{name}</dt>
      <dd>
        <span class="number">{shown ? level(value) : "—"}</span> <small>{unit}</small>
      </dd>
    </div>
  );
}
