// The first screen, or the studio once a song is open; files can be dropped on either.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { opened, openFiles } from "../open/open.js";
import { FailureNote } from "./failure-note.js";
import { Home } from "./home.js";

const studio = signal<ComponentType | null>(null);
/** Whether files are held over the page. */
const over = signal(false);

export async function loadStudio(): Promise<void> {
  const { Studio } = await import("./studio.js");
  studio.value = () => <Studio />;
}

export function App() {
  const Studio = studio.value;
  if (opened.value && !Studio) void loadStudio();
  return (
    <div
      class={over.value ? "app is-over" : "app"}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        void openFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {opened.value && Studio ? <Studio /> : <Home />}
      <FailureNote />
    </div>
  );
}
