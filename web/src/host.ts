// What belongs to the host (tempo, sample rate, recordings), through small callbacks with
// defaults.

import { fetchSample, type LoadSample } from "./sounds.js";
import type { Places } from "./workers.js";

/** What an engine may be told about its surroundings. */
export interface Host extends Places {
  /** Beats per minute of the transport, asked at each call; default: what the pattern says, else 140. */
  tempo?: () => number | undefined;
  /** Frames per second where a call names none, asked at each call; default 44100. */
  sampleRate?: () => number | undefined;
  /** Loads the recording that a song calls `reference`; default: fetches it relative to the page. */
  loadSample?: LoadSample;
  /** How many renders are worked on at once; default 1. */
  workers?: number;
  /**
   * Workers that one render is shared out to, as far as it has tracks; it changes no sample. Each
   * keeps the recordings for itself. Default: as many as there are processors, 4 at most.
   */
  workersPerRender?: number;
}

/** A host with all its defaults. */
export function withDefaults(
  host: Host,
): Required<Omit<Host, keyof Places | "workersPerRender">> & Host {
  return {
    ...host,
    tempo: host.tempo ?? (() => undefined),
    sampleRate: host.sampleRate ?? (() => undefined),
    loadSample: host.loadSample ?? fetchSample,
    workers: Math.max(1, Math.floor(host.workers ?? 1)),
  };
}
