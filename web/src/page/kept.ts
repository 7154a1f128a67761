// The text of a run whose core died, kept over the restart of the page.

const KEPT = "antipaxos:scenario";

export function keep(text: string): void {
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // No storage: the report on the page still shows the text.
  }
}

export function takeKept(): string | null {
  try {
    const text = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    return text;
  } catch {
    return null;
  }
}
