// Which song is open, and what was done to it.

import { isEdited, redo, redoable, song, undo, undoable } from "../model/history.js";
import { barOf, endOf } from "../model/song.js";
import { clock, short } from "../model/words.js";
import { close, opened, openFiles } from "../open/open.js";
import { FileButton, SONGS } from "./file-button.js";
import { Icon, Mark } from "./icon.js";
import { ThemeSwitch } from "./theme-switch.js";

const KINDS: Record<string, string> = {
  pattern: "pattern",
  wrapper: "pattern",
  arrangement: "arrangement",
  project: "project",
  song: "song",
  midi: "MIDI file",
  hydrogen: "Hydrogen song",
};

export function TopBar() {
  const now = song.value;
  const from = opened.value;
  if (now === null || from === null) return null;
  const { beats, unit } = now.timeSignature ?? { beats: 4, unit: 4 };
  const bars = Math.ceil(endOf(now) / barOf(now));
  return (
    <header class="top-bar">
      <button class="wordmark home-link" onClick={close} aria-label="Rebounce: back to the songs">
        <Mark />
        <span class="wordmark-name">rebounce</span>
      </button>
      <div class="song-name">
        <h1>
          {now.name || from.fileName}
          {isEdited.value && <span class="edited"> edited</span>}
        </h1>
        <p class="muted small">
          {KINDS[from.read.kind] ?? from.read.kind}
          <span class="dot" /> {short(now.tempo)} bpm
          <span class="dot" /> {beats}/{unit}
          <span class="dot" /> {bars} {bars === 1 ? "bar" : "bars"}, about{" "}
          {clock((endOf(now) * 60) / now.tempo, false)}
        </p>
      </div>
      <div class="top-actions">
        <HistoryButton name="undo" what={undoable.value} onClick={undo} />
        <HistoryButton name="redo" what={redoable.value} onClick={redo} />
        <FileButton class="icon-button" accept={SONGS} onFiles={(files) => void openFiles(files)}>
          <Icon name="open" />
          <span class="visually-hidden">Open another song</span>
        </FileButton>
        <ThemeSwitch />
      </div>
    </header>
  );
}

interface HistoryProps {
  name: "undo" | "redo";
  what: string | null;
  onClick: () => void;
}

function HistoryButton({ name, what, onClick }: HistoryProps) {
  const label = `${name === "undo" ? "Undo" : "Redo"}${what ? `: ${what}` : ""}`;
  return (
    <button
      class="icon-button"
      aria-label={label}
      title={label}
      disabled={what === null}
      onClick={onClick}
    >
      <Icon name={name} />
    </button>
  );
}
