// Recordings that the song names and nobody has handed in.

import { count } from "../model/words.js";
import { opened, openFiles } from "../open/open.js";
import { missing } from "../open/recordings.js";
import { FileButton, RECORDINGS } from "./file-button.js";

const SHOWN = 4;

export function MissingRecordings() {
  const names = missing(opened.value?.read.recordings ?? []);
  if (names.length === 0) return null;
  const rest = names.length - SHOWN;
  return (
    <section class="missing" aria-label="Missing recordings">
      <div>
        <strong>{count(names.length, "recording")} not here yet</strong>
        <p class="small muted">
          {names.slice(0, SHOWN).join(", ")}
          {rest > 0 && ` and ${rest} more`}. Without them a stand-in is heard.
        </p>
      </div>
      <FileButton accept={RECORDINGS} onFiles={(files) => void openFiles(files)}>
        Add recordings
      </FileButton>
    </section>
  );
}
