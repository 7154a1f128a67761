// What somebody gives the page by paste or drop: read while the event lasts, which is not long.

export interface Given {
  how: "pasted" | "dropped" | "opened";
  file: File | null;
  /** An address that was dropped, or the text. */
  text: string;
}

/** Null where it is not for the page: what goes into a field, and what holds neither text nor file. */
export function givenBy(event: ClipboardEvent | DragEvent): Given | null {
  const how = event instanceof ClipboardEvent ? "pasted" : "dropped";
  const data = event instanceof ClipboardEvent ? event.clipboardData : event.dataTransfer;
  const file = data?.files[0] ?? null;
  if (!data || event.defaultPrevented || (!file && isField(event.composedPath()[0]))) return null;
  const addresses = data.getData("text/uri-list").split(/\r?\n/);
  const text = addresses.find((line) => line !== "" && !line.startsWith("#")) ?? data.getData("text/plain");
  return file || text.trim() !== "" ? { how, file, text } : null;
}

function isField(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=range]), textarea, select");
}
