// A document read and not rendered: the song in Rebounce's own format, to be looked at and edited.

import { asError, bytes, isJson } from "./job.js";
import type { SongInfo } from "./protocol.js";
import type { Sounds } from "./sounds.js";
import type { RenderOptions } from "./types.js";
import type { Workers } from "./workers.js";

/** A song that was read. */
export interface ReadSong extends SongInfo {
  /** In Rebounce's own format (docs/format.md), every field that is not none or empty written out. */
  json: string;
  /** What else its document asks of a render; renders of `json` have to be told. */
  wishes: RenderOptions;
}

/** Reads a document on a worker. */
export async function read(workers: Workers, sounds: Sounds, document: unknown): Promise<ReadSong> {
  const job = workers.number();
  const hand = workers.hand();
  const text = (await bytes(document)) ?? sounds.document(document, hand);
  const convert = !isJson(text);
  try {
    return await new Promise<ReadSong>((resolve, reject) => {
      hand.open(job, (answer) => {
        if (answer.kind === "failed") reject(asError(answer.failure));
        if (answer.kind === "read") resolve(answer.song as ReadSong);
      });
      const ask = (): void => hand.post({ kind: "read", job, document: text, convert, json: true });
      if (convert) hand.giveCodec().then(ask, reject);
      else ask();
    });
  } finally {
    // Nothing is kept of it.
    hand.post({ kind: "cancel", job });
    hand.close(job);
  }
}
