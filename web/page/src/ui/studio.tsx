// The studio: the open song above, what can be done with it below.

import { signal } from "@preact/signals";
import "../styles/studio.css";
import "../styles/deck.css";
import "../styles/controls.css";
import "../styles/forms.css";
import "../styles/listen.css";
import "../styles/pattern.css";
import "../styles/mixer.css";
import { Arrange } from "./arrange.js";
import { Deck } from "./deck.js";
import { useKeys } from "./keys.js";
import { Listen } from "./listen.js";
import { Mixer } from "./mixer.js";
import { PatternEditor } from "./pattern-editor.js";
import { RenderPanel } from "./render-panel.js";
import { SavePanel } from "./save-panel.js";
import { Sounds } from "./sounds.js";
import { Tabs } from "./tabs.js";
import { TopBar } from "./top-bar.js";

export type View = "listen" | "arrange" | "pattern" | "sounds" | "mixer";

/** What is looked at. */
export const view = signal<View>("listen");

const VIEWS: { id: View; name: string; content: () => preact.JSX.Element }[] = [
  { id: "listen", name: "Listen", content: () => <Listen /> },
  { id: "arrange", name: "Arrange", content: () => <Arrange /> },
  { id: "pattern", name: "Pattern", content: () => <PatternEditor /> },
  { id: "sounds", name: "Sounds", content: () => <Sounds /> },
  { id: "mixer", name: "Mixer", content: () => <Mixer /> },
];

export function Studio() {
  useKeys();
  const content = VIEWS.find(({ id }) => id === view.value)?.content;
  return (
    <div class="studio">
      <TopBar />
      <Deck />
      <div class="desk">
        <main class="work">
          <Tabs
            label="Views of the song"
            tabs={VIEWS}
            chosen={view.value}
            onChoose={(id) => (view.value = id as View)}
          >
            {content?.()}
          </Tabs>
        </main>
        <aside class="side" aria-label="Render and save">
          <div class="side-sections">
            <RenderPanel />
            <SavePanel />
          </div>
        </aside>
      </div>
    </div>
  );
}
