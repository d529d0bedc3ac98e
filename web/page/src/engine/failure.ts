// What went wrong, in words a musician can use.

import { signal } from "@preact/signals";

export interface Failure {
  title: string;
  message: string;
}

/** What is shown until it is dismissed. */
export const failure = signal<Failure | null>(null);

const TITLES: Record<string, string> = {
  "unreadable-song": "This song cannot be read",
  "illegal-song": "This song cannot be rendered",
  missing: "A recording is missing",
  "too-long": "This song is too long",
  limit: "This is more than can be rendered here",
  option: "This cannot be rendered so",
  format: "This file cannot be written so",
  "no-worker": "The renderer cannot be started",
};

/** An error as it is told. Texts of traps mean nothing to anybody and are not shown. */
export function told(error: unknown, title = "Something went wrong"): Failure {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  if (code === "crashed") {
    return {
      title: "The renderer has failed",
      message:
        "That is a fault of Rebounce, not of your song. The renderer starts anew with the next render; if it fails again, the song would help us mend it.",
    };
  }
  const known = typeof code === "string" ? TITLES[code] : undefined;
  return { title: known ?? title, message: sentence(message ?? String(error)) };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  // A path into the document stays as it is.
  const begun = /^[a-z]+ /.test(trimmed)
    ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
    : trimmed;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
