// The mix's spectrogram: time from left to right, pitch upwards, brighter is louder.

import { useEffect, useRef } from "preact/hooks";
import { take } from "../render/render.js";
import { HIGHEST, LOWEST, ROWS, type Columns } from "../spectrum/protocol.js";
import { spectrogram } from "../spectrum/spectrum.js";
import { position } from "../play/player.js";
import { isDark } from "../theme.js";

const COLUMNS = 720;
/** Pitches that are written beside it, in Hz. */
const MARKS: [number, string][] = [
  [100, "100"],
  [1000, "1k"],
  [10000, "10k"],
];

type Colour = [number, number, number];
/** From silence to full scale. */
const DARK: Colour[] = [
  [14, 14, 16],
  [58, 30, 40],
  [176, 52, 36],
  [255, 122, 66],
  [255, 236, 208],
];
const LIGHT: Colour[] = [
  [232, 229, 221],
  [226, 200, 184],
  [218, 118, 78],
  [160, 40, 18],
  [40, 10, 6],
];

export function Spectrogram() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const heard = take.value;
  const done = heard !== null && heard.report.value !== null && heard.isKept;
  const dark = isDark.value;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!done || heard === null || !context) return;
    const colours = palette(dark ? DARK : LIGHT);
    context.clearRect(0, 0, COLUMNS, ROWS);
    return spectrogram(heard, COLUMNS, (columns) => draw(context, columns, colours));
  }, [heard, done, dark]);
  if (!done || heard === null) return null;
  const place = position.value / Math.max(heard.duration, 1e-6);
  return (
    <section aria-labelledby="spectrum-title">
      <h2 id="spectrum-title" class="section-title">
        Spectrum
      </h2>
      <div class="spectrogram">
        <canvas
          ref={canvas}
          width={COLUMNS}
          height={ROWS}
          role="img"
          aria-label="Spectrogram of the mix, 30 Hz to 18 kHz"
        />
        {MARKS.map(([pitch, name]) => (
          <span key={name} class="pitch-mark number" style={{ bottom: `${100 * height(pitch)}%` }}>
            {name}
          </span>
        ))}
        <span class="spectrum-head" style={{ left: `${100 * place}%` }} />
      </div>
    </section>
  );
}

function draw(
  context: CanvasRenderingContext2D,
  { at, levels }: Columns,
  colours: Uint8ClampedArray,
): void {
  const count = levels.length / ROWS;
  const image = context.createImageData(count, ROWS);
  for (let column = 0; column < count; column++) {
    for (let row = 0; row < ROWS; row++) {
      const colour = 3 * (levels[column * ROWS + row] as number);
      const pixel = 4 * ((ROWS - 1 - row) * count + column);
      image.data[pixel] = colours[colour] as number;
      image.data[pixel + 1] = colours[colour + 1] as number;
      image.data[pixel + 2] = colours[colour + 2] as number;
      image.data[pixel + 3] = 255;
    }
  }
  context.putImageData(image, at, 0);
}

/** All 256 colours between some. */
function palette(stops: Colour[]): Uint8ClampedArray {
  const colours = new Uint8ClampedArray(3 * 256);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const [below, part] = [Math.floor(place), place % 1];
    const from = stops[below] as Colour;
    const to = stops[below + 1] ?? from;
    for (let c = 0; c < 3; c++)
      colours[3 * i + c] = (from[c] as number) * (1 - part) + (to[c] as number) * part;
  }
  return colours;
}

function height(pitch: number): number {
  return Math.log(pitch / LOWEST) / Math.log(HIGHEST / LOWEST);
}
