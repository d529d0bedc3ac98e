// Light or dark: as the system has it, or as it was chosen here.

import { computed, signal } from "@preact/signals";

const KEY = "theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
const chosen = signal<string | undefined>(document.documentElement.dataset.theme);

system.addEventListener("change", () => (systemIsDark.value = system.matches));

export const isDark = computed(() => (chosen.value ? chosen.value === "dark" : systemIsDark.value));

export function switchTheme(): void {
  const next = isDark.value ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  chosen.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It holds until the page is left.
  }
}

const colours = computed(() => ({ dark: isDark.value, known: new Map<string, string>() }));

/** A colour of tokens.css as it is now; asked of the browser once for each theme. */
export function colourOf(name: string): string {
  const { known } = colours.value;
  let colour = known.get(name);
  if (colour === undefined) {
    colour = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    known.set(name, colour);
  }
  return colour;
}
