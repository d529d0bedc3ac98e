// Recordings that songs name: handed in by the person, or lying beside the songs of the library.

import { signal } from "@preact/signals";
import { placeOf } from "./library.js";

/** Files handed in, by the last part of their name in lower case. */
const given = signal<ReadonlyMap<string, File>>(new Map());
/** Whether the open song is of the library, whose recordings are there. */
let beside = false;

const SOUND = /\.(wav|wave|aiff?|aifc|flac|mp3|ogg|oga)$/i;

export function isRecording(file: File): boolean {
  return SOUND.test(file.name) || file.type.startsWith("audio/wav") || file.type === "audio/flac";
}

/** Which of these names nobody has handed in. */
export function missing(references: string[]): string[] {
  if (beside) return [];
  return references.filter((reference) => !given.value.has(key(reference)));
}

/** Hands recordings in. */
export function add(files: File[]): void {
  given.value = new Map([...given.value, ...files.map((file) => [key(file.name), file] as const)]);
}

/** Whose recordings are asked for from now on. */
export function lieBeside(library: boolean): void {
  beside = library;
}

/** What the engine asks for. */
export async function load(reference: string): Promise<Blob | ArrayBuffer | null> {
  const file = given.value.get(key(reference));
  if (file) return file;
  if (!beside || /^[a-z]+:|^\/|\.\./i.test(reference)) return null;
  const response = await fetch(placeOf(reference));
  return response.ok ? response.arrayBuffer() : null;
}

/** Songs name recordings with folders that a dropped file does not have. */
function key(name: string): string {
  return (name.split(/[\\/]/).pop() ?? name).toLowerCase();
}
