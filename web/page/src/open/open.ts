// Opens songs: files of a person, or songs of the library.

import { batch, signal } from "@preact/signals";
import type { ReadSong } from "../../../src/index.js";
import { engine } from "../engine/engine.js";
import { failure, told } from "../engine/failure.js";
import { restart } from "../model/history.js";
import type { Song } from "../model/song.js";
import { placeOf, type LibrarySong } from "./library.js";
import { add, isRecording, lieBeside } from "./recordings.js";

/** The document of the open song. */
export interface Opened {
  /** What is rendered as long as nothing is edited. */
  document: Blob | string;
  read: ReadSong;
  /** Files are named after it. */
  fileName: string;
}

export const opened = signal<Opened | null>(null);
/** The name of what is being opened. */
export const opening = signal<string | null>(null);

/** Called before another song takes the place of the open one. */
const leaving: (() => void)[] = [];
export function onLeave(leave: () => void): void {
  leaving.push(leave);
}

/** Opens the song among these files; sound files beside it are its recordings. */
export async function openFiles(files: File[]): Promise<void> {
  const recordings = files.filter(isRecording);
  const [song, another] = files.filter((file) => !isRecording(file));
  if (another) {
    failure.value = {
      title: "One song at a time",
      message: `There are several files that are no recordings, such as ${song?.name} and ${another.name}: drop one of them.`,
    };
    return;
  }
  if (song) {
    await open(song.name, false, () => Promise.resolve(song), recordings);
  } else if (opened.value && recordings.length > 0) {
    await forget(opened.value.read.recordings);
    add(recordings);
  } else if (recordings.length > 0) {
    failure.value = {
      title: "These are recordings",
      message: "Open the song they belong to first, or drop it together with them.",
    };
  }
}

export function openLibrary({ file }: LibrarySong): Promise<void> {
  return open(file, true, async () => {
    const response = await fetch(placeOf(file));
    if (!response.ok) throw new Error(`${file} cannot be loaded (${response.status})`);
    return response.text();
  });
}

/** Back to the beginning. */
export function close(): void {
  batch(() => {
    for (const leave of leaving) leave();
    opened.value = null;
    failure.value = null;
    restart(null);
  });
}

async function open(
  fileName: string,
  library: boolean,
  get: () => Promise<Blob | string>,
  recordings: File[] = [],
): Promise<void> {
  if (opening.value !== null) return;
  batch(() => {
    opening.value = fileName;
    failure.value = null;
  });
  try {
    const [rebounce, document] = await Promise.all([engine(), get()]);
    const read = await rebounce.read(document);
    // Names mean other recordings in another song.
    await forget(opened.value?.read.recordings ?? []);
    lieBeside(library);
    add(recordings);
    const song = atTempo(JSON.parse(read.json) as Song, read.wishes.tempo);
    batch(() => {
      for (const leave of leaving) leave();
      opened.value = { document, read, fileName };
      restart(song);
    });
  } catch (error) {
    const { title, message } = told(error, `${fileName} cannot be opened`);
    failure.value = { title, message: `${fileName}: ${message}` };
  } finally {
    opening.value = null;
  }
}

/** The song at the tempo that its document asks for, so that there is one tempo to see and change. */
function atTempo(song: Song, tempo: number | undefined): Song {
  if (tempo === undefined) return song;
  const scale = tempo / song.tempo;
  const changes = (song.tempoChanges ?? []) as { tempo: number }[];
  const tempoChanges = changes.map((change) => ({ ...change, tempo: change.tempo * scale }));
  return { ...song, tempo, ...(changes.length > 0 ? { tempoChanges } : {}) };
}

async function forget(references: string[]): Promise<void> {
  const rebounce = await engine();
  await Promise.all(references.map((reference) => rebounce.setSample(reference, null)));
}
