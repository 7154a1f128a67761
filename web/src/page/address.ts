// The address: ?s=<slug>&step=<number>, on the playground and on the embed page; the latter takes a
// theme too.

export type Theme = "auto" | "light" | "dark";

export interface Address {
  slug: string | null;
  step: number | null;
  theme: Theme;
}

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const step = query.get("step");
  const theme = query.get("theme");
  return {
    slug: query.get("s") || null,
    step: step !== null && /^\d{1,7}$/.test(step) ? Number(step) : null,
    theme: theme === "light" || theme === "dark" ? theme : "auto",
  };
}

/** The query for a scenario of the gallery; empty where the run has no name. Step 0 is left out. */
export function writeAddress(slug: string | null, step: number): string {
  if (slug === null) return "";
  const query = `?s=${encodeURIComponent(slug)}`;
  return step > 0 ? `${query}&step=${step}` : query;
}

/** The address as far as it says what is played. */
export function here(): string {
  return `${location.search}${location.hash}`;
}
