// songs/hashes.txt, the one list of what the library's songs must sound like, and a render of a
// song by the bare modules, as they run in Node and in a page alike.

/** The list: `[{hash, name}]`. */
export function parse(text) {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [hash, name] = line.split("  ");
      return { hash, name };
    });
}

/**
 * The hash of a song's mix. `read(name)` gives the bytes of a file below `songs/`, or null where
 * there is none.
 */
export async function hash({ Engine, decode, decodeUrl }, name, read) {
  const engine = new Engine();
  const song = engine.read(await read(name));
  for (const reference of song.recordings()) {
    const bytes = reference.startsWith("data:") ? null : await read(reference);
    const decoded = bytes === null ? decodeUrl(reference) : decode(bytes);
    if (decoded === undefined) continue;
    engine.addRecording(reference, decoded.sampleRate, decoded.left(), decoded.right(), []);
  }
  const render = engine.render(song, "");
  while (render.nextWindow() !== undefined);
  const report = JSON.parse(render.finish());
  song.free();
  engine.free();
  return report.audio.hash;
}
