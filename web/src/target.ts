// Where files go: a file handle, the browser's private file system, a stream, a path in Node.
// A file appears whole or not at all; only a stream cannot take back what it has been given.

import { RebounceError } from "./error.js";
import { base, isNode, node } from "./platform.js";

/**
 * A handle (picked by the user, or of the origin's private file system), any stream of bytes, or a
 * path: in a page below the root of the private file system, in Node a file's.
 */
export type Target = FileSystemFileHandle | WritableStream<Uint8Array<ArrayBuffer>> | string | URL;

/** A file being written. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Ends the file with `head` in place of its first bytes, where that can be done. */
  close(head: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Leaves nothing behind, where that can be done. */
  abort(reason: unknown): Promise<void>;
}

/** Opens a target for writing. */
export async function open(target: Target): Promise<Sink> {
  if (typeof target === "string" || target instanceof URL) {
    return isNode ? ofPath(new URL(target, base())) : ofHandle(await privateFile(String(target)));
  }
  return "createWritable" in target ? ofHandle(target) : ofStream(target);
}

/** A file of the origin's private file system, with the folders on the way to it. */
export async function privateFile(path: string): Promise<FileSystemFileHandle> {
  const names = path.split("/").filter((name) => name !== "");
  const file = names.pop();
  if (file === undefined) throw new RebounceError("option", `${path} names no file`);
  let folder = await navigator.storage.getDirectory();
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder.getFileHandle(file, { create: true });
}

async function ofHandle(handle: FileSystemFileHandle): Promise<Sink> {
  const file = await handle.createWritable();
  return {
    write: (bytes) => file.write(bytes),
    close: async (head) => {
      await file.write({ type: "write", position: 0, data: head });
      await file.close();
    },
    abort: (reason) => file.abort(reason),
  };
}

function ofStream(stream: WritableStream<Uint8Array<ArrayBuffer>>): Sink {
  const writer = stream.getWriter();
  return {
    write: async (bytes) => {
      await writer.ready;
      await writer.write(bytes);
    },
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  };
}

/** What is used of an open file in Node. */
interface NodeFile {
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<unknown>;
  close(): Promise<void>;
}

interface NodeFiles {
  open(path: URL, flags: string): Promise<NodeFile>;
  rename(from: URL, to: URL): Promise<void>;
  rm(path: URL, options: { force: boolean }): Promise<void>;
}

async function ofPath(place: URL): Promise<Sink> {
  const files = await node<NodeFiles>("fs/promises");
  const hidden = new URL(place);
  hidden.pathname += `.${Math.random().toString(36).slice(2)}.part`;
  const file = await files.open(hidden, "wx");
  let at = 0;
  return {
    write: async (bytes) => {
      await file.write(bytes, 0, bytes.length, at);
      at += bytes.length;
    },
    close: async (head) => {
      await file.write(head, 0, head.length, 0);
      await file.close();
      await files.rename(hidden, place);
    },
    abort: async () => {
      await file.close();
      await files.rm(hidden, { force: true });
    },
  };
}
