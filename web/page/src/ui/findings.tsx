// What was not as wanted, where, and what was done about it.

import type { Diagnostic } from "../../../src/index.js";
import { song } from "../model/history.js";
import { count, place } from "../model/words.js";
import { opened } from "../open/open.js";
import { take } from "../render/render.js";
import { Icon } from "./icon.js";

/** Findings that are shown; a broken file may have thousands. */
const SHOWN = 60;
const RANK = { error: 0, warning: 1, info: 2 } as const;

export function Findings() {
  const report = take.value?.report.value;
  const all = report?.diagnostics ?? opened.value?.read.diagnostics ?? [];
  const sorted = [...all].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  return (
    <section aria-labelledby="findings-title">
      <h2 id="findings-title" class="section-title">
        Notes
        {all.length > 0 && <span class="muted"> {all.length}</span>}
      </h2>
      {all.length === 0 ? (
        <p class="muted small">
          {report
            ? "Everything in the song was as it should be."
            : "Nothing was amiss when it was read."}
        </p>
      ) : (
        <ul class="findings">
          {sorted.slice(0, SHOWN).map((found, i) => (
            <Finding key={i} {...found} />
          ))}
        </ul>
      )}
      {all.length > SHOWN && (
        <p class="muted small">And {count(all.length - SHOWN, "more note")}, all in the report.</p>
      )}
    </section>
  );
}

function Finding({ severity, code, place: where, found, wanted, action }: Diagnostic) {
  return (
    <li class={`finding is-${severity}`}>
      <Icon name={severity === "info" ? "info" : "warning"} />
      <div>
        <p>
          <span class="visually-hidden">{severity}: </span>
          <strong title={where}>{place(where, song.value) || code.replace(/-/g, " ")}</strong>
        </p>
        <p class="small">{`Found ${found}, wanted ${wanted}: ${action}.`.replace(/`/g, "")}</p>
      </div>
    </li>
  );
}
