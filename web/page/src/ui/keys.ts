// Keys that hold everywhere in the studio.

import { useEffect } from "preact/hooks";
import { redo, undo } from "../model/history.js";
import { toggle } from "../play/player.js";
import { cancel, isRunning, render } from "../render/render.js";

export function useKeys(): void {
  useEffect(() => {
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && key === "enter") void render();
  else if (command && key === "z" && !isText(event.target)) (event.shiftKey ? redo : undo)();
  else if (command && key === "y" && !isText(event.target)) redo();
  else if (key === "escape" && isRunning.value) cancel();
  else if (key === " " && !command && !isControl(event.target)) toggle();
  else return;
  event.preventDefault();
}

/** Whether it has an undo of its own. */
function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ["text", "number"].includes(target.type);
}

/** Whether the space bar means something there. */
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("button, input, select, [role=slider], [role=tab]") !== null
  );
}
