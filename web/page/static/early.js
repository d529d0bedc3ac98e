// The chosen colours ahead of the first paint, so that no others flash.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Then it is the system's.
}
