// The worker of exports: one call after another, each to its end. Its owner ends it to cancel.

import type { ExportAnswer, ExportOrder, MadeFile } from "./export-protocol.js";
import type { Diagnostic } from "./types.js";
import { isNode, nodeOwner, pageOwner, type Owner } from "./platform.js";
import * as codec from "./wasm/rebounce_web_codec.js";
import { Exporter, initSync } from "./wasm/rebounce_web_export.js";

const owner: Owner = isNode ? await nodeOwner() : pageOwner();
let exporter: Exporter | null = null;

/** The module asks for this by its name. */
(globalThis as { rebounceExportProgress?: unknown }).rebounceExportProgress = (
  position: number,
  length: number,
): void => answer({ kind: "progress", position, length });

owner.listen((order) => {
  try {
    obey(order as ExportOrder);
  } catch (error) {
    const message = (error as Error).message ?? String(error);
    // A trap leaves nothing that can be trusted.
    const crashed = error instanceof WebAssembly.RuntimeError;
    answer({ kind: "failed", message, crashed });
  }
});

function obey(order: ExportOrder): void {
  if (order.kind === "open") {
    if (order.module) initSync({ module: order.module });
    exporter?.free();
    exporter = new Exporter();
    return answer({ kind: "opened", project: JSON.parse(exporter.open(order.document)) });
  }
  if (exporter === null) throw new Error("the worker is out of order");
  switch (order.kind) {
    case "samples": {
      const [left, right] = order.channels;
      if (left) exporter.addRecording(order.name, order.sampleRate, left, right);
      return answer({ kind: "taken" });
    }
    case "recording": {
      if (order.codec) codec.initSync({ module: order.codec });
      decode(exporter, order.name, new Uint8Array(order.bytes));
      return answer({ kind: "taken" });
    }
    case "savings": {
      const savings = exporter.savings(order.pattern);
      return answer({ kind: "savings", savings: savings ? JSON.parse(savings) : null });
    }
    case "export": {
      const { files, diagnostics } = made(exporter, order.call);
      const transfer = files.flatMap(({ bytes, channels }) =>
        [bytes, ...channels].map((array) => array.buffer),
      );
      return answer({ kind: "files", files, diagnostics }, transfer);
    }
  }
}

/** What cannot be decoded is not handed in; the export substitutes it. */
function decode(into: Exporter, name: string, bytes: Uint8Array): void {
  try {
    const decoded = codec.decode(bytes);
    into.addRecording(name, decoded.sampleRate, decoded.left(), decoded.right());
    decoded.free();
  } catch {
    return;
  }
}

function made(exporter: Exporter, call: string): { files: MadeFile[]; diagnostics: Diagnostic[] } {
  const files = exporter.export(call);
  const list = JSON.parse(files.list()) as Omit<MadeFile, "bytes" | "channels">[];
  const all = list.map((file, index) => ({
    ...file,
    bytes: files.takeBytes(index) as MadeFile["bytes"],
    channels: [files.takeChannel(index, 0), files.takeChannel(index, 1)] as MadeFile["channels"],
  }));
  const diagnostics = JSON.parse(files.diagnostics()) as Diagnostic[];
  files.free();
  return { files: all, diagnostics };
}

function answer(answer: ExportAnswer, transfer: Transferable[] = []): void {
  owner.post(answer, transfer);
}
