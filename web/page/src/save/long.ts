// What is too long to be kept in memory, rendered anew straight into a file.

import { engine } from "../engine/engine.js";
import { isEdited } from "../model/history.js";
import { opened } from "../open/open.js";
import { asOptions } from "../render/settings.js";
import type { Take } from "../render/take.js";
import type { Settings } from "../render/settings.js";

/** Chromium's dialog for a place to save to; other browsers have none. */
type Picker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

/** The folder of the browser's own storage that holds it until it is handed over. */
const HELD = "renders";

/** Renders a take again; gives the file where it is not at its place already. */
export async function renderToFile(
  take: Take,
  chosen: Settings,
  name: string,
  onShare: (share: number) => void,
): Promise<Blob | null> {
  const from = opened.value;
  if (from === null) return null;
  const pick = (window as unknown as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  const handle = pick ? await pick({ suggestedName: name }) : await held(name);
  const rebounce = await engine();
  await rebounce.renderTo(handle, isEdited.value ? take.song : from.document, {
    ...asOptions(take.settings, take.song, from.read.wishes),
    format: chosen.format,
    bitDepth: chosen.bitDepth,
    dither: chosen.dither,
    onProgress: ({ position, length }) => onShare(position / Math.max(length, 1)),
  });
  return pick ? null : handle.getFile();
}

async function held(name: string): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  // What was held before was handed over.
  await root.removeEntry(HELD, { recursive: true }).catch(() => {});
  const folder = await root.getDirectoryHandle(HELD, { create: true });
  return folder.getFileHandle(name, { create: true });
}
