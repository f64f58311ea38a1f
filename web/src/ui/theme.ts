/** Light, dark, or as the system says. */
export type Theme = "system" | "light" | "dark";

const STORE = "wepos.theme";

export function theme(): Theme {
  const stored = localStorage.getItem(STORE);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function setTheme(next: Theme): void {
  if (next === "system") {
    localStorage.removeItem(STORE);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(STORE, next);
    document.documentElement.dataset.theme = next;
  }
}

export function startTheme(): void {
  setTheme(theme());
}
