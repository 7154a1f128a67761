// Scenarios as they were once: fetched for a link to an edit of one that was corrected since.

/** Of a published page, the folder of the texts, beside the scripts (vite.config.ts). */
declare const SCENARIOS: string;

/**
 * The text that a scenario had when its statements had that fingerprint: what links edit may have changed
 * since. Null where it never shipped like that. Throws where the file can’t be fetched.
 */
export async function earlierText(slug: string, fingerprint: string): Promise<string | null> {
  const here = import.meta.url;
  const kept = import.meta.env.PROD
    ? await fetch(new URL(`${SCENARIOS}/frozen.txt`, here)).then((response) => {
        if (!response.ok) throw new Error(`earlier scenarios can’t be fetched: ${response.status}`);
        return response.text();
      })
    : (await import("../../../scenarios/frozen.txt?raw")).default;
  const head = `${slug} ${fingerprint}\n`;
  const entry = kept.split("\n\n").find((one) => one.startsWith(head));
  return entry?.slice(head.length) ?? null;
}
