// The first screen: open a song of one's own, or one of the library.

import { library } from "../open/library.js";
import { opening, openFiles, openLibrary } from "../open/open.js";
import { FileButton, SONGS } from "./file-button.js";
import { Mark } from "./icon.js";
import { ThemeSwitch } from "./theme-switch.js";

export function Home() {
  return (
    <div class="home">
      <header class="home-bar">
        <p class="wordmark">
          <Mark />
          rebounce
        </p>
        <ThemeSwitch />
      </header>
      <main class="home-main">
        <section class="home-open" aria-labelledby="open-title">
          <h1 id="open-title">
            Drop a song.
            <br />
            Hear it in a moment.
          </h1>
          <p class="lead">
            Rebounce turns patterns, projects and MIDI files into finished audio, many times
            faster than they play.
          </p>
          <div class="drop">
            <Trajectory />
            <div class="drop-words">
              <FileButton
                class="button primary large"
                accept={SONGS}
                onFiles={(files) => void openFiles(files)}
              >
                Open a song
              </FileButton>
              <p>
                or drop it here: a pattern or project (JSON), MIDI, Hydrogen, with its recordings
              </p>
            </div>
          </div>
          <p class="privacy">
            It all happens in this browser. Nothing is uploaded, and it works offline.
          </p>
        </section>
        <section class="home-library" aria-labelledby="library-title">
          <h2 id="library-title">Or start with one of these</h2>
          <ul class="library">
            {library.map((song) => (
              <li key={song.file}>
                <button
                  class="library-song"
                  aria-busy={opening.value === song.file}
                  onClick={() => void openLibrary(song)}
                >
                  <span class="library-name">{song.name}</span>
                  <span class="library-about">{song.about}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      </main>
      <p class="visually-hidden" role="status">
        {opening.value ? `Opening ${opening.value}` : ""}
      </p>
    </div>
  );
}

/** The way of the ball, as wide as there is room. */
function Trajectory() {
  return (
    <svg class="trajectory" viewBox="0 0 480 120" preserveAspectRatio="none" aria-hidden="true">
      <path
        d="M0 118C38-28 142-28 180 118c24-92 92-92 116 0c16-58 60-58 76 0c10-36 38-36 48 0c6-22 24-22 30 0c4-12 15-12 19 0"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}
