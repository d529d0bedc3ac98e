// The entry: the first screen at once; the studio and the renderer when the browser has time.

import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/home.css";
import { App, loadStudio } from "./ui/app.js";
import { engine } from "./engine/engine.js";

const root = document.getElementById("app");
if (root) render(<App />, root);

const whenIdle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
whenIdle(() => {
  void loadStudio();
  // Nothing to read, but the module is there when a song comes.
  void engine()
    .then((rebounce) => rebounce.read('{"format": "rebounce-song", "version": 1}'))
    .catch(() => {});
});

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  void navigator.serviceWorker.register(new URL("sw.js", document.baseURI)).catch(() => {});
}
