// A name that is none: which one was meant?

/** The slug that was probably meant, if one is near enough. */
export function closestSlug(slug: string, slugs: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(slug.length / 3)) + 1;
  for (const candidate of slugs) {
    const far = distance(slug.toLowerCase(), candidate);
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best ?? slugs.find((candidate) => slug !== "" && candidate.startsWith(slug.toLowerCase())) ?? null;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
