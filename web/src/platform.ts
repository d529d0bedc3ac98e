// Where a browser and Node differ: starting a worker, being one, loading a file.

import { RebounceError } from "./error.js";

/** A worker as its owner sees it. */
export interface Thread {
  post(message: unknown, transfer?: Transferable[]): void;
  /** What it says; set before the first message. */
  listen(hear: (message: unknown) => void, failed: (reason: string) => void): void;
  /** Whether it alone keeps a Node process alive. */
  hold(held: boolean): void;
  end(): void;
}

/** What a worker has of its owner. */
export interface Owner {
  post(message: unknown, transfer?: Transferable[]): void;
  listen(hear: (message: unknown) => void): void;
}

/** The few things of Node that are used, so that a browser's types suffice. */
interface NodeProcess {
  versions?: { node?: string };
}
interface NodeWorker {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  on(event: string, hear: (value: unknown) => void): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}
interface NodeThreads {
  Worker: new (url: URL) => NodeWorker;
  parentPort: NodeWorker | null;
}
interface NodeSystem {
  availableParallelism(): number;
}
interface NodeFiles {
  readFile(path: URL | string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Whether this is Node. */
export const isNode =
  typeof (globalThis as { process?: NodeProcess }).process?.versions?.node === "string" &&
  typeof (globalThis as { window?: unknown }).window === "undefined";

/** A module of Node by a name no bundler looks at. */
export function node<T>(name: string): Promise<T> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ `node:${name}`) as Promise<T>;
}

/** How many processors there are to work on, as far as one is told. */
export async function processors(): Promise<number> {
  if (isNode) return (await node<NodeSystem>("os")).availableParallelism();
  return globalThis.navigator?.hardwareConcurrency ?? 2;
}

/** Starts a worker; `url` is that of its script, where it is not beside this file. */
export async function start(
  url: URL | string | undefined,
  name: "worker.js" | "export-worker.js" = "worker.js",
): Promise<Thread> {
  if (isNode) {
    const { Worker } = await node<NodeThreads>("worker_threads");
    return ofNode(new Worker(new URL(url ?? `./${name}`, import.meta.url)));
  }
  if (typeof Worker === "undefined") {
    throw new RebounceError("no-worker", "there are no workers here: wanted a page or Node 20");
  }
  // Spelled so that bundlers see the workers.
  let worker: Worker;
  if (url) worker = new Worker(url, { type: "module" });
  else if (name === "worker.js") {
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } else worker = new Worker(new URL("./export-worker.js", import.meta.url), { type: "module" });
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen: (hear, failed) => {
      worker.onmessage = (event) => hear(event.data);
      worker.onerror = (event) => failed(event.message || "it could not be loaded");
    },
    hold: () => {},
    end: () => worker.terminate(),
  };
}

function ofNode(worker: NodeWorker): Thread {
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen: (hear, failed) => {
      worker.on("message", hear);
      worker.on("error", (error) => failed(String((error as Error)?.message ?? error)));
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
}

/** The owner of the Node worker in which this runs. */
export async function nodeOwner(): Promise<Owner> {
  const { parentPort } = await node<NodeThreads>("worker_threads");
  if (parentPort === null) throw new RebounceError("no-worker", "this is no worker");
  return {
    post: (message, transfer = []) => parentPort.postMessage(message, transfer),
    listen: (hear) => parentPort.on("message", hear),
  };
}

/** The owner of the browser's worker in which this runs; at once, lest a message be missed. */
export function pageOwner(): Owner {
  const scope = globalThis as unknown as DedicatedScope;
  return {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    listen: (hear) => {
      scope.onmessage = (event) => hear(event.data);
    },
  };
}

/** A dedicated worker's global scope, in so far as it is used. */
interface DedicatedScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** Where the modules are; spelled so that bundlers see all of them. */
const MODULES = {
  "rebounce_web_bg.wasm": new URL("./wasm/rebounce_web_bg.wasm", import.meta.url),
  "rebounce_web_codec_bg.wasm": new URL("./wasm/rebounce_web_codec_bg.wasm", import.meta.url),
  "rebounce_web_export_bg.wasm": new URL("./wasm/rebounce_web_export_bg.wasm", import.meta.url),
};

type ModuleName = keyof typeof MODULES;

/** Compiles a module of this name; `url` is its place where it is not beside this file. */
export async function compile(
  url: URL | string | undefined,
  name: ModuleName,
): Promise<WebAssembly.Module> {
  const place = new URL(url ?? MODULES[name], base());
  if (place.protocol === "file:") return WebAssembly.compile(await file(place));
  const response = await fetch(place);
  if (!response.ok) {
    throw new RebounceError(
      "no-worker",
      `${place.href}: ${response.status} ${response.statusText}`,
    );
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** What relative places are relative to: the page, or in Node the folder it was started in. */
export function base(): URL {
  if (!isNode) return new URL(globalThis.location.href);
  const process = (globalThis as { process?: { cwd(): string } }).process;
  return new URL(`file://${encodeURI(process?.cwd() ?? "")}/`);
}

/** The bytes of a file, in Node. */
export async function file(place: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile } = await node<NodeFiles>("fs/promises");
  return readFile(place);
}

/** Lets everything else that waits have a turn; unlike a timer it takes no time itself. */
export function turn(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}
