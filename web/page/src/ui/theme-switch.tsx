// Light or dark.

import { isDark, switchTheme } from "../theme.js";
import { Icon } from "./icon.js";

export function ThemeSwitch() {
  const label = isDark.value ? "Switch to light" : "Switch to dark";
  return (
    <button class="icon-button" aria-label={label} title={label} onClick={switchTheme}>
      <Icon name={isDark.value ? "sun" : "moon"} />
    </button>
  );
}
