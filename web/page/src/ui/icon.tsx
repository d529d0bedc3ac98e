// The page's few icons, drawn on a grid of 20.

const SHAPES = {
  play: "M6 4.2v11.6a.6.6 0 0 0 .92.5l9-5.8a.6.6 0 0 0 0-1l-9-5.8a.6.6 0 0 0-.92.5z",
  pause: "M5.5 4h3v12h-3zM11.5 4h3v12h-3z",
  stop: "M5 5h10v10H5z",
  undo: "M8 5 4 9l4 4M4.5 9H12a4 4 0 0 1 0 8h-2",
  redo: "m12 5 4 4-4 4M15.5 9H8a4 4 0 0 0 0 8h2",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4",
  moon: "M16.5 11.7A7 7 0 0 1 8.3 3.5a7 7 0 1 0 8.2 8.2z",
  close: "m5 5 10 10M15 5 5 15",
  warning: "M10 3 2.5 16.5h15zM10 8v4M10 14.2v.1",
  info: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 9v5M10 6.2v.1",
  open: "M2.5 15.5v-11h5l2 2.5h8v8.5z",
  save: "M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13",
  left: "m12 4.5-5.5 5.5 5.5 5.5",
  right: "m8 4.5 5.5 5.5L8 15.5",
  plus: "M10 4v12M4 10h12",
} as const;

const FILLED = new Set<string>(["play", "pause", "stop"]);

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  const filled = FILLED.has(name);
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d={SHAPES[name]}
        fill={filled ? "currentColor" : "none"}
        stroke={filled ? "none" : "currentColor"}
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** The mark: a ball that bounces until it rests. */
export function Mark() {
  return (
    <svg
      class="mark"
      viewBox="0 0 46 24"
      width="38"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d="M2 21C6-3 16-3 20 21c2.6-14.5 9-14.5 11.6 0c1.7-8.5 5.6-8.5 7.3 0c.9-4.5 3.2-4.5 4.1 0"
        fill="none"
        stroke="currentColor"
        stroke-width="2.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
